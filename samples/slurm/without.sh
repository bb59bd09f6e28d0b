#!/bin/bash
#SBATCH --job-name=simulation
#SBATCH --time=1
java -cp . Simulation "$1"
