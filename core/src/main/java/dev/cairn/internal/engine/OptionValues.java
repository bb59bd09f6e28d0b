/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each setting is: environment before system property before builder before site file before
 * default.
 *
 * <p>Not thread-safe.
 */
public final class OptionValues {
  static final String SITE_VARIABLE = "CAIRN_SITE_CONFIG";

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Map<Option<?>, Object> built = new HashMap<>();
  private final Function<String, String> environment;
  private final Function<String, String> properties;
  private Properties site;

  /** Creates values that look at this process's environment and properties. */
  public OptionValues() {
    this(System::getenv, System::getProperty);
  }

  OptionValues(Function<String, String> environment, Function<String, String> properties) {
    this.environment = environment;
    this.properties = properties;
  }

  /** Sets what the program says, after the checks a text would undergo. */
  public <T> void set(Option<T> option, T value) {
    built.put(option, value);
  }

  /** True where the program has set it. */
  public boolean isBuilt(Option<?> option) {
    return built.containsKey(option);
  }

  /**
   * True where both were set in the same place: by the environment, properties, program or site.
   */
  boolean areSetTogether(Option<?> one, Option<?> other) {
    return (environment.apply(one.variable()) != null
            && environment.apply(other.variable()) != null)
        || (properties.apply(one.property()) != null && properties.apply(other.property()) != null)
        || (isBuilt(one) && isBuilt(other))
        || (site().containsKey(one.name()) && site().containsKey(other.name()));
  }

  /** The value; the default where nobody has set it. */
  public <T> T get(Option<T> option) {
    return find(option).orElse(option.fallback());
  }

  /** The value, where somebody has set it. */
  public <T> Optional<T> find(Option<T> option) {
    String variable = environment.apply(option.variable());
    if (variable != null) {
      return Optional.of(option.parsed(variable, "environment variable " + option.variable()));
    }
    String property = properties.apply(option.property());
    if (property != null) {
      return Optional.of(option.parsed(property, "system property " + option.property()));
    }
    if (built.containsKey(option)) {
      @SuppressWarnings("unchecked") // set() is the only writer
      T value = (T) built.get(option);
      return Optional.of(value);
    }
    String fromSite = site().getProperty(option.name());
    return Optional.ofNullable(fromSite)
        .map(text -> option.parsed(expanded(text), option.name() + " in " + siteFile()));
  }

  /** A site's file serves many users: {@code /nobackup/${USER}/cairn}. */
  private String expanded(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              String value = environment.apply(match.group(1));
              if (value == null) {
                throw new CheckpointSettingsException(
                    siteFile()
                        + " says "
                        + text
                        + ", and the environment variable "
                        + match.group(1)
                        + " is not set");
              }
              return Matcher.quoteReplacement(value);
            });
  }

  /** What was set from outside and is no setting of ours, a line each. */
  List<String> unknown(Set<String> variables, Set<String> propertyNames) {
    return UnknownSettings.of(variables, propertyNames, site().stringPropertyNames());
  }

  /** What was set from outside and is no setting of ours, a line each. */
  public List<String> unknownHere() {
    return unknown(System.getenv().keySet(), System.getProperties().stringPropertyNames());
  }

  /** What was set from outside and makes no sense, a line each. */
  public List<String> wrongHere() {
    List<String> wrong = new ArrayList<>();
    for (Option<?> option : Options.all()) {
      try {
        Optional<?> unused = find(option);
      } catch (CheckpointSettingsException e) {
        wrong.add(e.getMessage());
      }
    }
    return wrong;
  }

  private String siteFile() {
    return environment.apply(SITE_VARIABLE);
  }

  private Properties site() {
    if (site == null) {
      site = new Properties();
      if (siteFile() != null) {
        try (Reader reader = Files.newBufferedReader(Path.of(siteFile()))) {
          site.load(reader);
        } catch (IOException | IllegalArgumentException e) {
          throw new CheckpointSettingsException(
              SITE_VARIABLE + " names " + siteFile() + ", which cannot be read: " + e, e);
        }
      }
    }
    return site;
  }
}
