/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.UnsupportedStateException;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** JDK types that refer to no other object: all of them is in their shape. */
final class ValueCodecs {
  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  private ValueCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  /** One such type. */
  static final class Value<T> extends TypeCodec {
    private final BiConsumer<T, GraphOutput> write;
    private final Function<GraphStreams, T> read;

    Value(Class<?> type, BiConsumer<T, GraphOutput> write, Function<GraphStreams, T> read) {
      super(type, cairn(type, 1), true);
      this.write = write;
      this.read = read;
    }

    @Override
    @SuppressWarnings("unchecked")
    void writeShape(Object object, GraphWriter writer) {
      write.accept((T) object, writer.shape());
    }

    @Override
    Object allocate(GraphReader reader) {
      return read(reader);
    }

    /** Reads one without the rest of its graph. */
    T read(GraphStreams streams) {
      return read.apply(streams);
    }
  }

  /** Texts, of which a program can have more than of anything else. */
  private static final class Text extends TypeCodec {
    /** Characters of a text that is small. */
    private static final int SMALL = 64;

    Text() {
      super(String.class, cairn(String.class, 1), true);
    }

    @Override
    boolean isSmall(Object object) {
      return ((String) object).length() <= SMALL;
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().text((String) object);
    }

    @Override
    Object allocate(GraphReader reader) {
      return reader.text(reader.shape());
    }
  }

  private static <T> void value(
      Class<T> type, BiConsumer<T, GraphOutput> write, Function<GraphStreams, T> read) {
    ALL.put(type.getName(), new Value<>(type, write, read));
  }

  private static <T> void input(
      Class<T> type, BiConsumer<T, GraphOutput> write, Function<Input, T> read) {
    value(type, write, reader -> read.apply(reader.shape()));
  }

  private static <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
    value(
        type,
        (value, output) -> output.text(write.apply(value)),
        reader -> read.apply(reader.text(reader.shape())));
  }

  private static void singleton(Object instance) {
    ALL.put(
        instance.getClass().getName(),
        new Value<Object>(instance.getClass(), (value, output) -> {}, reader -> instance));
  }

  static {
    boxed();
    texts();
    numbers();
    times();
    atomics();
    singletons();
  }

  private static void boxed() {
    // Only where a root itself is a boxed value; elsewhere references hold them.
    for (Object example : new Object[] {true, (byte) 0, (short) 0, 'a', 0, 0L, 0f, 0d}) {
      ALL.put(
          example.getClass().getName(),
          new Value<Object>(
              example.getClass(), BoxedValues::write, reader -> BoxedValues.read(reader.shape())));
    }
  }

  @SuppressWarnings("JdkObsolete") // programs have them
  private static void texts() {
    ALL.put(String.class.getName(), new Text());
    text(StringBuilder.class, StringBuilder::toString, StringBuilder::new);
    text(URI.class, URI::toString, URI::create);
    text(File.class, File::getPath, File::new);
    text(Path.class, Path::toString, Path::of);
    text(Locale.class, ValueCodecs::tag, Locale::forLanguageTag);
    text(StringBuffer.class, StringBuffer::toString, StringBuffer::new);
    text(Currency.class, Currency::getCurrencyCode, Currency::getInstance);
    ALL.put(Class.class.getName(), new ClassValues.Codec());
    value(
        Pattern.class,
        (pattern, output) -> {
          output.text(pattern.pattern());
          output.writeInt(pattern.flags());
        },
        reader -> Pattern.compile(reader.text(reader.shape()), reader.shape().readInt()));
  }

  private static String tag(Locale locale) {
    if (!Locale.forLanguageTag(locale.toLanguageTag()).equals(locale)) {
      throw new UnsupportedStateException(
          "the locale " + locale + " has no language tag that gives it back; keep its parts");
    }
    return locale.toLanguageTag();
  }

  private static void numbers() {
    value(BigInteger.class, ValueCodecs::writeInteger, ValueCodecs::readInteger);
    value(
        BigDecimal.class,
        (number, output) -> {
          writeInteger(number.unscaledValue(), output);
          output.writeInt(number.scale());
        },
        reader -> new BigDecimal(readInteger(reader), reader.shape().readInt()));
    value(
        MathContext.class,
        (context, output) -> {
          output.writeInt(context.getPrecision());
          output.text(context.getRoundingMode().name());
        },
        reader ->
            new MathContext(
                reader.shape().readInt(), RoundingMode.valueOf(reader.text(reader.shape()))));
    input(
        UUID.class,
        (uuid, output) -> {
          output.writeLong(uuid.getMostSignificantBits());
          output.writeLong(uuid.getLeastSignificantBits());
        },
        input -> new UUID(input.readLong(), input.readLong()));
    value(
        BitSet.class,
        (bits, output) -> writeLongs(bits.toLongArray(), output),
        reader -> BitSet.valueOf(readLongs(reader)));
    input(
        OptionalInt.class,
        (optional, output) -> {
          output.writeBoolean(optional.isPresent());
          output.writeInt(optional.orElse(0));
        },
        input -> optionalInt(input.readBoolean(), input.readInt()));
    input(
        OptionalLong.class,
        (optional, output) -> {
          output.writeBoolean(optional.isPresent());
          output.writeLong(optional.orElse(0));
        },
        input -> optionalLong(input.readBoolean(), input.readLong()));
    input(
        OptionalDouble.class,
        (optional, output) -> {
          output.writeBoolean(optional.isPresent());
          output.writeLong(Double.doubleToRawLongBits(optional.orElse(0)));
        },
        input -> optionalDouble(input.readBoolean(), Double.longBitsToDouble(input.readLong())));
  }

  private static OptionalInt optionalInt(boolean present, int value) {
    return present ? OptionalInt.of(value) : OptionalInt.empty();
  }

  private static OptionalLong optionalLong(boolean present, long value) {
    return present ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private static OptionalDouble optionalDouble(boolean present, double value) {
    return present ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  @SuppressWarnings("JavaUtilDate") // programs have them
  private static void times() {
    input(
        Date.class,
        (date, output) -> output.writeLong(date.getTime()),
        in -> new Date(in.readLong()));
    input(
        Duration.class,
        (duration, output) -> {
          output.writeLong(duration.getSeconds());
          output.writeInt(duration.getNano());
        },
        in -> Duration.ofSeconds(in.readLong(), in.readInt()));
    input(
        Instant.class,
        (instant, output) -> {
          output.writeLong(instant.getEpochSecond());
          output.writeInt(instant.getNano());
        },
        in -> Instant.ofEpochSecond(in.readLong(), in.readInt()));
    text(MonthDay.class, MonthDay::toString, MonthDay::parse);
    text(OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
    text(LocalDate.class, LocalDate::toString, LocalDate::parse);
    text(LocalTime.class, LocalTime::toString, LocalTime::parse);
    text(LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
    text(OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
    text(Period.class, Period::toString, Period::parse);
    text(
        Year.class,
        year -> Integer.toString(year.getValue()),
        year -> Year.of(Integer.parseInt(year)));
    text(YearMonth.class, YearMonth::toString, YearMonth::parse);
    text(ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
    ALL.put(
        "java.time.ZoneRegion",
        new Value<ZoneId>(
            ZoneId.of("Europe/Berlin").getClass(),
            (zone, output) -> output.text(zone.getId()),
            reader -> ZoneId.of(reader.text(reader.shape()))));
    value(
        ZonedDateTime.class,
        (time, output) -> {
          output.text(time.toLocalDateTime().toString());
          output.text(time.getOffset().getId());
          output.text(time.getZone().getId());
        },
        reader ->
            ZonedDateTime.ofStrict(
                LocalDateTime.parse(reader.text(reader.shape())),
                ZoneOffset.of(reader.text(reader.shape())),
                ZoneId.of(reader.text(reader.shape()))));
  }

  private static void atomics() {
    input(
        AtomicInteger.class,
        (atomic, output) -> output.writeInt(atomic.get()),
        in -> new AtomicInteger(in.readInt()));
    input(
        AtomicLong.class,
        (atomic, output) -> output.writeLong(atomic.get()),
        in -> new AtomicLong(in.readLong()));
    input(
        AtomicBoolean.class,
        (atomic, output) -> output.writeBoolean(atomic.get()),
        in -> new AtomicBoolean(in.readBoolean()));
    value(
        AtomicIntegerArray.class,
        (atomic, output) -> writeInts(atomic, output),
        reader -> new AtomicIntegerArray(readInts(reader)));
    value(
        AtomicLongArray.class,
        (atomic, output) -> writeAtomicLongs(atomic, output),
        reader -> new AtomicLongArray(readLongs(reader)));
    input(
        LongAdder.class, (adder, output) -> output.writeLong(adder.sum()), ValueCodecs::longAdder);
    input(
        DoubleAdder.class,
        (adder, output) -> output.writeLong(Double.doubleToRawLongBits(adder.sum())),
        ValueCodecs::doubleAdder);
  }

  private static void singletons() {
    singleton(Collections.emptyList());
    singleton(Collections.emptySet());
    singleton(Collections.emptyMap());
    singleton(Collections.reverseOrder());
    singleton(String.CASE_INSENSITIVE_ORDER);
  }

  private static LongAdder longAdder(Input input) {
    LongAdder adder = new LongAdder();
    adder.add(input.readLong());
    return adder;
  }

  private static DoubleAdder doubleAdder(Input input) {
    DoubleAdder adder = new DoubleAdder();
    adder.add(Double.longBitsToDouble(input.readLong()));
    return adder;
  }

  private static void writeInteger(BigInteger number, GraphOutput output) {
    byte[] bytes = number.toByteArray();
    output.writeVarInt(bytes.length, true);
    output.writeBytes(bytes);
  }

  private static BigInteger readInteger(GraphStreams reader) {
    return new BigInteger(reader.shape().readBytes(reader.length(reader.shape(), 1)));
  }

  private static void writeLongs(long[] longs, GraphOutput output) {
    output.writeVarInt(longs.length, true);
    PrimitiveElements.write(longs, output);
  }

  private static long[] readLongs(GraphStreams reader) {
    long[] longs = new long[reader.length(reader.shape(), Long.BYTES)];
    PrimitiveElements.read(longs, reader.shape());
    return longs;
  }

  private static void writeAtomicLongs(AtomicLongArray atomic, GraphOutput output) {
    output.writeVarInt(atomic.length(), true);
    for (int i = 0; i < atomic.length(); i++) {
      output.writeLong(atomic.get(i));
    }
  }

  private static void writeInts(AtomicIntegerArray atomic, GraphOutput output) {
    output.writeVarInt(atomic.length(), true);
    for (int i = 0; i < atomic.length(); i++) {
      output.writeInt(atomic.get(i));
    }
  }

  private static int[] readInts(GraphStreams reader) {
    int[] ints = new int[reader.length(reader.shape(), Integer.BYTES)];
    PrimitiveElements.read(ints, reader.shape());
    return ints;
  }

  static {
    ALL.put(
        Optional.class.getName(),
        new CollectionCodecs.Immutable<>(
            Optional.class,
            optional -> optional.isPresent() ? new Object[] {optional.get()} : new Object[0],
            parts -> parts.length == 0 ? Optional.empty() : Optional.of(parts[0])));
  }
}
