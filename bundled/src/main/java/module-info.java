/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** LZ4 and XXH3 of other projects, under names of Cairn's own. */
module dev.cairn.bundled {
  exports dev.cairn.bundled.hashing to
      dev.cairn;
  exports dev.cairn.bundled.lz4 to
      dev.cairn;
}
