#!/bin/bash
#SBATCH --job-name=simulation
#SBATCH --time=1
#SBATCH --requeue
#SBATCH --open-mode=append
srun java -cp cairn-all.jar:. Simulation "$1"
