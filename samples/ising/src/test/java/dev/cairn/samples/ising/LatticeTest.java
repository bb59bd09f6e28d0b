/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class LatticeTest {
  private static final int SIDE = 128;

  private final UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(1L);

  private Lattice lattice(double temperature, int sweeps) {
    Lattice lattice = new Lattice(SIDE, temperature, random);
    for (int i = 0; i < sweeps; i++) {
      sweep(lattice);
    }
    return lattice;
  }

  private void sweep(Lattice lattice) {
    lattice.flip(Colour.BLACK, 0, SIDE, random);
    lattice.flip(Colour.WHITE, 0, SIDE, random);
  }

  @Test
  void shouldBeginDisordered() {
    Lattice lattice = lattice(2, 0);
    assertThat(lattice.spins()).containsOnly(-1, 1);
    assertThat(lattice.magnetisation()).isCloseTo(0, within(0.05));
    assertThat(lattice.energy()).isCloseTo(0, within(0.05));
  }

  @Test
  void shouldCountEachBondTwiceInTheLocalEnergies() {
    Lattice lattice = lattice(2, 5);
    long sum = 0;
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        sum += lattice.localEnergy(row, column);
      }
    }
    assertThat(lattice.energy()).isEqualTo(sum / 2.0 / SIDE / SIDE);
  }

  @Test
  void shouldFlipOneColourOnly() {
    Lattice lattice = lattice(2, 0);
    Lattice before = lattice.copy();
    lattice.flip(Colour.WHITE, 0, SIDE, random);
    int flips = 0;
    for (int site = 0; site < SIDE * SIDE; site++) {
      if (lattice.spins()[site] != before.spins()[site]) {
        flips++;
        assertThat((site / SIDE + site % SIDE) % 2).isEqualTo(1);
      }
    }
    assertThat(flips).isPositive();
  }

  @Test
  void shouldFindTheExactEnergy() {
    double temperature = 3;
    Lattice lattice = lattice(temperature, 200);
    double sum = 0;
    for (int i = 0; i < 500; i++) {
      sweep(lattice);
      sum += lattice.energy();
    }
    assertThat(sum / 500).isCloseTo(onsager(1 / temperature), within(0.005));
  }

  /**
   * The energy per site of the infinite lattice. L. Onsager, Crystal Statistics I, Phys. Rev. 65,
   * 117 (1944).
   */
  private static double onsager(double k) {
    double tanh = Math.tanh(2 * k);
    double modulus = 2 * Math.sinh(2 * k) / Math.pow(Math.cosh(2 * k), 2);
    return -(1 + 2 / Math.PI * (2 * tanh * tanh - 1) * completeIntegral(modulus)) / tanh;
  }

  /** The complete elliptic integral of the first kind, by the arithmetic-geometric mean. */
  private static double completeIntegral(double modulus) {
    double a = 1;
    double g = Math.sqrt(1 - modulus * modulus);
    for (int i = 0; i < 20; i++) {
      double mean = (a + g) / 2;
      g = Math.sqrt(a * g);
      a = mean;
    }
    return Math.PI / 2 / a;
  }
}
