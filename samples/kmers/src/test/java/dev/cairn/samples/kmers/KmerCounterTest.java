/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the counter with one that is too simple to be wrong. */
class KmerCounterTest {
  private static final String FASTA =
      ">one\nACGTACGTNNACGTTGCA\nacgtACGG\r\n\n>two > @ +\nTTTTTTTTTTTT\nACGTRACGT";
  private static final String FASTQ =
      """
      @one
      ACGTACGTNNACGTTGCA
      +one
      @@@@>>>>++++IIIIII
      @empty

      +

      @two
      TTTTTT
      ACGTRACGT
      +
      @IIIII
      +IIIIIII@
      """;
  private static final List<String> FASTA_RECORDS =
      List.of("ACGTACGTNNACGTTGCAACGTACGG", "TTTTTTTTTTTTACGTRACGT");
  private static final List<String> FASTQ_RECORDS =
      List.of("ACGTACGTNNACGTTGCA", "", "TTTTTTACGTRACGT");

  private static Map<String, Integer> naive(int k, List<String> records) {
    Map<String, Integer> counts = new HashMap<>();
    for (String record : records) {
      for (int i = 0; i + k <= record.length(); i++) {
        String kmer = record.substring(i, i + k);
        if (kmer.matches("[ACGT]*")) {
          counts.merge(canonical(kmer), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static String canonical(String kmer) {
    StringBuilder reverse = new StringBuilder();
    for (int i = kmer.length() - 1; i >= 0; i--) {
      reverse.append("TGCA".charAt("ACGT".indexOf(kmer.charAt(i))));
    }
    // The codes of the bases are in the order of the alphabet.
    return kmer.compareTo(reverse.toString()) < 0 ? kmer : reverse.toString();
  }

  private static long code(String kmer) {
    long code = 0;
    for (int i = 0; i < kmer.length(); i++) {
      code = code << 2 | "ACGT".indexOf(kmer.charAt(i));
    }
    return code;
  }

  private record Counted(KmerTable table, long total) {}

  private static Counted count(int k, String input, int chunk) {
    KmerTable table = new KmerTable();
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    KmerCounter counter = new KmerCounter(k, 1);
    for (int i = 0; i < bytes.length; i += chunk) {
      byte[] part = Arrays.copyOfRange(bytes, i, Math.min(i + chunk, bytes.length));
      counter.count(part, part.length, table);
    }
    counter.endReading();
    return new Counted(table, counter.total());
  }

  private static void assertSame(Counted counted, Map<String, Integer> expected) {
    KmerTable table = counted.table();
    expected.forEach((kmer, count) -> assertThat(table.count(code(kmer))).isEqualTo(count));
    assertThat(table.distinct()).isEqualTo(expected.size());
    assertThat(counted.total()).isEqualTo(expected.values().stream().mapToLong(n -> n).sum());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12})
  void shouldCountFasta(int k) {
    assertSame(count(k, FASTA, 1000), naive(k, FASTA_RECORDS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12})
  void shouldCountFastq(int k) {
    assertSame(count(k, FASTQ, 1000), naive(k, FASTQ_RECORDS));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 11})
  void shouldNotCareWhereChunksEnd(int chunk) {
    assertThat(count(4, FASTA, chunk).table().digest())
        .isEqualTo(count(4, FASTA, 1000).table().digest());
    assertThat(count(4, FASTQ, chunk).table().digest())
        .isEqualTo(count(4, FASTQ, 1000).table().digest());
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 21, 31})
  void shouldCountPhageLambda(int k) throws IOException {
    String genome;
    try (InputStream stream = new Input(Optional.empty()).openAt(0)) {
      genome = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
    String sequence = genome.substring(genome.indexOf('\n')).replace("\n", "");
    assertThat(sequence).hasSize(48_502);
    assertSame(count(k, genome, 1000), naive(k, List.of(sequence)));
  }

  @Test
  void shouldMutateAllReadingsButTheFirst() {
    byte[] bytes = (">one\n" + "ACGTTGCAAC".repeat(1000)).getBytes(StandardCharsets.US_ASCII);
    KmerTable table = new KmerTable();
    KmerCounter counter = new KmerCounter(21, 1);
    counter.count(bytes, bytes.length, table);
    counter.endReading();
    long unchanged = table.distinct();
    assertThat(unchanged).isEqualTo(10);
    counter.count(bytes, bytes.length, table);
    counter.endReading();
    assertThat(table.distinct()).isBetween(100L, 500L);
  }

  @Test
  void shouldRefuseWhatIsNoSequence() {
    assertThatThrownBy(() -> count(3, "hello", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("record 1 begins with 'h'");
    assertThatThrownBy(() -> count(3, "@one\nACGT\n+\nIIIII\n", 100))
        .hasMessageContaining("record 2 begins with 'I'");
    assertThatThrownBy(() -> count(3, "@one\nACGT\n+\nIII\n", 100))
        .hasMessageContaining("inside record 1");
  }
}
