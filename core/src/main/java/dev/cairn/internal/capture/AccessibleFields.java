/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/** Fields that may be looked at, where the module of their class lets us. Stateless. */
final class AccessibleFields {
  private AccessibleFields() {}

  /** Makes a field accessible; false where that is refused. */
  static boolean open(Field field) {
    try {
      field.setAccessible(true);
      return true;
    } catch (InaccessibleObjectException e) {
      return false;
    }
  }
}
