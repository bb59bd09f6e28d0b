/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.carrotsearch.hppc.IntIntHashMap;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import dev.cairn.UnsupportedStateException;
import io.jenetics.DoubleChromosome;
import io.jenetics.Genotype;
import it.unimi.dsi.fastutil.ints.Int2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.agrona.collections.Int2IntHashMap;
import org.apache.commons.collections4.bidimap.DualHashBidiMap;
import org.apache.commons.collections4.queue.CircularFifoQueue;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.rng.simple.RandomSource;
import org.eclipse.collections.impl.bag.mutable.HashBag;
import org.eclipse.collections.impl.map.mutable.UnifiedMap;
import org.ejml.simple.SimpleMatrix;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;
import org.roaringbitmap.RoaringBitmap;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.uma.jmetal.problem.multiobjective.zdt.ZDT1;
import org.uma.jmetal.solution.doublesolution.DoubleSolution;
import weka.classifiers.trees.J48;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/** The libraries that people compute with on the JVM: saved, resumed, gone on with. */
class LibrariesTest {
  @TempDir Path folder;

  static Stream<Library> libraries() {
    return Stream.of(numbers(), structures(), learning(), collections()).flatMap(stream -> stream);
  }

  private static Stream<Library> numbers() {
    return Stream.of(
        Library.of(
            "Commons RNG",
            () -> RandomSource.XO_RO_SHI_RO_128_PP.create(5L),
            random -> List.of(random.nextLong(), random.nextDouble())),
        Library.of(
            "Commons Math: generator",
            () -> {
              MersenneTwister random = new MersenneTwister(5);
              double unused = random.nextGaussian();
              return random;
            },
            random -> List.of(random.nextGaussian(), random.nextInt()),
            "org.apache.commons.math3.*"),
        Library.of(
            "Commons Math: statistics",
            () -> new DescriptiveStatistics(new double[] {1, 2, 4, 8, 9.5}),
            statistics -> {
              statistics.addValue(3);
              return List.of(statistics.getMean(), statistics.getKurtosis());
            },
            "org.apache.commons.math3.*"),
        Library.of(
            "Commons Math: matrix",
            () -> new Array2DRowRealMatrix(new double[][] {{1, 2}, {3, 4.5}}),
            matrix -> {
              matrix.addToEntry(0, 0, 1);
              return new LUDecomposition(matrix).getDeterminant();
            },
            "org.apache.commons.math3.*"),
        Library.of(
            "EJML",
            () -> SimpleMatrix.random_DDRM(4, 4, 0, 1, new Random(3)),
            matrix -> matrix.mult(matrix).determinant(),
            "org.ejml.*",
            "org.ejml.simple.SimpleMatrix"),
        Library.of(
            "HdrHistogram",
            () -> {
              Histogram histogram = new Histogram(3_600_000L, 3);
              for (int i = 1; i < 1000; i++) {
                histogram.recordValue(i * 7L);
              }
              return histogram;
            },
            histogram -> {
              histogram.recordValue(77);
              return List.of(histogram.getValueAtPercentile(90), histogram.getMean());
            },
            "org.HdrHistogram.*",
            "org.HdrHistogram.Histogram"));
  }

  private static Stream<Library> structures() {
    return Stream.of(
        Library.of(
            "JGraphT",
            LibrariesTest::graph,
            graph -> {
              graph.setEdgeWeight(graph.addEdge("v0", "v19"), 0.5);
              return new DijkstraShortestPath<>(graph).getPathWeight("v0", "v15");
            },
            "org.jgrapht.*",
            "org.jgrapht.util.SupplierUtil"),
        Library.of(
            "RoaringBitmap",
            () -> {
              RoaringBitmap bitmap = new RoaringBitmap();
              bitmap.add(3L, 10_000L);
              bitmap.add(70_000);
              return bitmap;
            },
            bitmap -> {
              bitmap.add(5);
              bitmap.remove(9);
              return List.of(bitmap.getCardinality(), bitmap.hashCode());
            },
            "org.roaringbitmap.*",
            "org.roaringbitmap.RoaringBitmap"));
  }

  private static SimpleWeightedGraph<String, DefaultWeightedEdge> graph() {
    SimpleWeightedGraph<String, DefaultWeightedEdge> graph =
        new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
    for (int i = 0; i < 20; i++) {
      boolean unused = graph.addVertex("v" + i);
    }
    for (int i = 0; i < 19; i++) {
      graph.setEdgeWeight(graph.addEdge("v" + i, "v" + (i + 1)), i);
    }
    return graph;
  }

  private static Stream<Library> learning() {
    return Stream.of(
        Library.of(
            "Weka",
            LibrariesTest::tree,
            state -> {
              Instances data = (Instances) state[0];
              J48 tree = (J48) state[1];
              try {
                return List.of(tree.classifyInstance(data.get(3)), tree.toString());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "weka.*"),
        Library.of(
            "Tribuo",
            LibrariesTest::model,
            model -> model.predict(example("a", 0.8)).getOutputScores().toString(),
            "org.tribuo.*",
            "com.oracle.labs.mlrg.olcut.*",
            "org.tribuo.classification.sgd.linear.LinearSGDModel",
            "org.tribuo.classification.ImmutableLabelInfo",
            "org.tribuo.CategoricalIDInfo"),
        Library.of(
            "jMetal",
            () -> {
              ZDT1 problem = new ZDT1();
              List<DoubleSolution> population = new ArrayList<>();
              for (int i = 0; i < 10; i++) {
                DoubleSolution solution = problem.createSolution();
                for (int v = 0; v < solution.variables().size(); v++) {
                  solution.variables().set(v, (i + v) / 50.0);
                }
                population.add(problem.evaluate(solution));
              }
              return population;
            },
            population ->
                population.stream()
                    .mapToDouble(s -> s.objectives()[0] + s.objectives()[1] + s.variables().get(3))
                    .sum(),
            "org.uma.jmetal.*"),
        Library.of(
            "Jenetics",
            () ->
                io.jenetics.util.RandomRegistry.with(
                    new Random(4), random -> Genotype.of(DoubleChromosome.of(0, 1, 5))),
            Object::toString,
            "io.jenetics.*",
            "io.jenetics.Genotype",
            "io.jenetics.SerialProxy",
            "io.jenetics.DoubleChromosome"));
  }

  private static Object[] tree() {
    List<Attribute> attributes = List.of(new Attribute("x"), new Attribute("y", List.of("p", "q")));
    Instances data = new Instances("data", new ArrayList<>(attributes), 0);
    data.setClassIndex(1);
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double value = random.nextDouble();
      data.add(new DenseInstance(1, new double[] {value, value > 0.5 ? 1 : 0}));
    }
    J48 tree = new J48();
    try {
      tree.buildClassifier(data);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new Object[] {data, tree};
  }

  private static Model<Label> model() {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(
            new SimpleDataSourceProvenance(
                "test", OffsetDateTime.parse("2026-01-01T00:00Z"), labels),
            labels);
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      double value = random.nextDouble();
      data.add(example(value > 0.5 ? "a" : "b", value));
    }
    return new LogisticRegressionTrainer().train(data);
  }

  private static ArrayExample<Label> example(String label, double value) {
    return new ArrayExample<>(new Label(label), new String[] {"x"}, new double[] {value});
  }

  private static Stream<Library> collections() {
    return Stream.of(
        Library.of(
            "fastutil",
            () -> {
              Int2DoubleOpenHashMap map = new Int2DoubleOpenHashMap();
              for (int i = 0; i < 1000; i++) {
                map.put(i * 31, i);
              }
              return new Object[] {map, new LongArrayList(new long[] {1, 2})};
            },
            state -> {
              Int2DoubleOpenHashMap map = (Int2DoubleOpenHashMap) state[0];
              map.put(5, 5);
              // It puts its entries into a new table when it is read: of that order one is warned.
              return List.of(new TreeMap<>(map).toString(), state[1].toString());
            },
            "it.unimi.dsi.fastutil.*",
            "it.unimi.dsi.fastutil.ints.Int2DoubleOpenHashMap",
            "it.unimi.dsi.fastutil.longs.LongArrayList"),
        Library.of(
            "Eclipse Collections",
            () -> {
              UnifiedMap<String, Integer> map = UnifiedMap.newMap();
              for (int i = 0; i < 100; i++) {
                map.put("k" + i, i);
              }
              return new Object[] {map, HashBag.newBagWith("a", "a", "b")};
            },
            Arrays::toString,
            "org.eclipse.collections.*",
            "org.eclipse.collections.impl.map.mutable.UnifiedMap",
            "org.eclipse.collections.impl.bag.mutable.HashBag"),
        Library.of(
            "Guava",
            () -> {
              ArrayListMultimap<String, Integer> map = ArrayListMultimap.create();
              map.put("a", 1);
              map.put("a", 2);
              return new Object[] {
                map,
                ImmutableMap.of("x", 1, "y", 2),
                HashBiMap.create(Map.of("q", 7)),
                ImmutableList.of(1, 2, 3),
                BloomFilter.create(Funnels.integerFunnel(), 100)
              };
            },
            state -> Arrays.toString(Arrays.copyOf(state, 4)) + state[4].hashCode(),
            "com.google.common.*",
            "com.google.common.collect.ArrayListMultimap",
            "com.google.common.collect.RegularImmutableMap",
            "com.google.common.collect.HashBiMap",
            "com.google.common.collect.RegularImmutableList",
            "com.google.common.hash.BloomFilter",
            "com.google.common.collect.ImmutableMap$SerializedForm",
            "com.google.common.collect.ImmutableList$SerializedForm",
            "com.google.common.hash.BloomFilter$SerialForm"),
        Library.of(
            "Agrona",
            () -> {
              Int2IntHashMap map = new Int2IntHashMap(-1);
              for (int i = 0; i < 50; i++) {
                map.put(i, i * i);
              }
              return map;
            },
            map -> {
              map.put(99, 1);
              return map.toString();
            },
            "org.agrona.*"),
        Library.of(
            "HPPC",
            () -> {
              IntIntHashMap map = new IntIntHashMap();
              for (int i = 0; i < 50; i++) {
                map.put(i, i);
              }
              return map;
            },
            map -> {
              map.put(1000, 1);
              int sum = 0;
              for (int i = 0; i < 50; i++) {
                sum = 31 * sum + map.get(i);
              }
              return List.of(map.size(), sum); // its order is random in each map
            },
            "com.carrotsearch.hppc.*"),
        Library.of(
            "Commons Collections",
            () ->
                new Object[] {
                  new DualHashBidiMap<>(Map.of("a", 1)),
                  new org.apache.commons.collections4.bag.HashBag<>(List.of("x", "x")),
                  new CircularFifoQueue<>(List.of(1, 2))
                },
            Arrays::toString,
            "org.apache.commons.collections4.*",
            "org.apache.commons.collections4.bidimap.DualHashBidiMap",
            "org.apache.commons.collections4.bag.HashBag",
            "org.apache.commons.collections4.queue.CircularFifoQueue"));
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void shouldGoOnAsIfNothingHadHappened(Library library) {
    assertThat(library.resumed(folder)).isEqualTo(library.undisturbed());
  }

  /** Its matrices hold lambdas: the data is registered, and the matrix built from it. */
  @Test
  void shouldRefuseOjAlgoByNameAndKeepItsData() {
    assertThatThrownBy(
            () ->
                Library.of("ojAlgo", () -> R064Store.FACTORY.make(2, 2), m -> m, "org.ojalgo.*")
                    .resumed(folder.resolve("refused")))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("multiplyBoth")
        .hasMessageContaining("lambda");
    Library data =
        Library.of(
            "ojAlgo data",
            () -> {
              R064Store matrix = R064Store.FACTORY.make(2, 2);
              matrix.fillAll(2.0);
              return matrix.toRawCopy2D();
            },
            rows -> R064Store.FACTORY.rows(rows).multiply(R064Store.FACTORY.rows(rows)).get(0, 1));
    assertThat(data.resumed(folder.resolve("data"))).isEqualTo(data.undisturbed());
  }
}
