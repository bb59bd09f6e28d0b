/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON from a text that may be hostile: depth is bounded, and every error is a JsonException.
 */
final class JsonParser {
  private static final int DEEPEST = 64;

  private final String text;
  private int position;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  JsonObject parseDocument() {
    Object value = parseValue();
    skipSpace();
    if (position != text.length()) {
      throw error("nothing after the value");
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw error("an object");
  }

  private Object parseValue() {
    skipSpace();
    if (++depth > DEEPEST) {
      throw error("at most " + DEEPEST + " levels");
    }
    Object value =
        switch (peek()) {
          case '{' -> parseObject();
          case '[' -> parseList();
          case '"' -> parseString();
          case 't' -> parseWord("true", true);
          case 'f' -> parseWord("false", false);
          case 'n' -> parseWord("null", null);
          default -> parseNumber();
        };
    depth--;
    return value;
  }

  private JsonObject parseObject() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (!accept('}')) {
      do {
        skipSpace();
        String name = parseString();
        skipSpace();
        expect(':');
        members.put(name, parseValue());
        skipSpace();
      } while (accept(','));
      expect('}');
    }
    return new JsonObject(members);
  }

  private List<Object> parseList() {
    List<Object> elements = new ArrayList<>();
    expect('[');
    skipSpace();
    if (!accept(']')) {
      do {
        elements.add(parseValue());
        skipSpace();
      } while (accept(','));
      expect(']');
    }
    return elements;
  }

  private String parseString() {
    expect('"');
    StringBuilder result = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return result.toString();
      }
      result.append(c == '\\' ? parseEscape() : c);
    }
  }

  private char parseEscape() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> parseUnicode();
      default -> throw error("an escape");
    };
  }

  private char parseUnicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw error("four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Object parseNumber() {
    int start = position;
    while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String number = text.substring(start, position);
    try {
      if (number.matches("-?\\d+")) {
        return Long.valueOf(number);
      }
      return Double.valueOf(number);
    } catch (NumberFormatException e) {
      position = start;
      throw error("a value");
    }
  }

  private Object parseWord(String word, Object value) {
    if (!text.startsWith(word, position)) {
      throw error(word);
    }
    position += word.length();
    return value;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private boolean accept(char c) {
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw error("'" + c + "'");
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw error("a value");
    }
    return text.charAt(position);
  }

  private char next() {
    if (position >= text.length()) {
      throw error("more text");
    }
    return text.charAt(position++);
  }

  private JsonException error(String expected) {
    return new JsonException("at character " + position + ": expected " + expected);
  }
}
