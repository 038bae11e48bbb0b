package dev.sluice.spark;

import dev.sluice.lake.Profile;
import java.io.IOException;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.EncodingStats;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.DictionaryPageReadStore;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * What one flat column of all files holds. Bounds and nulls are in the footers; distinct values are
 * estimated from the dictionaries, and from the values only where a chunk has others.
 */
final class ColumnProfile {

  /** A standard error of 1.6 %, in 4 KiB; up to some hundred values it is exact. */
  private static final int LOG_OF_BUCKETS = 12;

  private static final GroupConverter IGNORED =
      new GroupConverter() {
        @Override
        public Converter getConverter(int field) {
          return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
      };

  private final HllSketch distinct = new HllSketch(LOG_OF_BUCKETS, TgtHllType.HLL_8);
  private @Nullable Statistics<?> bounds;
  private boolean bounded = true;
  private boolean counted = true;
  private long nulls;

  void add(ParquetFileReader file, ColumnDescriptor column, MessageType schema) throws IOException {
    int block = 0;
    for (BlockMetaData rows : file.getRowGroups()) {
      for (ColumnChunkMetaData chunk : rows.getColumns()) {
        if (chunk.getPath().equals(ColumnPath.get(column.getPath()))) {
          addStatistics(chunk);
          addValues(file, block, chunk, column, schema);
        }
      }
      block++;
    }
  }

  Profile.Column profile(String name, @Nullable String type) {
    return new Profile.Column(
        name,
        type,
        counted ? nulls : null,
        bounded && bounds != null ? bounds.minAsString() : null,
        bounded && bounds != null ? bounds.maxAsString() : null,
        Math.round(distinct.getEstimate()));
  }

  private void addStatistics(ColumnChunkMetaData chunk) {
    Statistics<?> found = chunk.getStatistics();
    if (found == null || !found.isNumNullsSet()) {
      counted = false;
      bounded = false;
      return;
    }
    nulls += found.getNumNulls();
    if (!found.hasNonNullValue()) {
      // Left out for NaN and for long texts; of nothing but nulls there is none.
      bounded &= found.getNumNulls() == chunk.getValueCount();
    } else if (bounds == null) {
      bounds = found.copy();
    } else {
      bounds.mergeStatistics(found);
    }
  }

  private void addValues(
      ParquetFileReader file,
      int block,
      ColumnChunkMetaData chunk,
      ColumnDescriptor column,
      MessageType schema)
      throws IOException {
    EncodingStats encodings = chunk.getEncodingStats();
    if (encodings != null
        && encodings.hasDictionaryEncodedPages()
        && !encodings.hasNonDictionaryEncodedPages()) {
      try (DictionaryPageReadStore pages = file.getDictionaryReader(block)) {
        DictionaryPage page = pages.readDictionaryPage(column);
        if (page != null) {
          addAll(page.getEncoding().initDictionary(column, page), column);
          return;
        }
      }
    }
    MessageType alone = new MessageType(schema.getName(), schema.getType(column.getPath()));
    file.setRequestedSchema(alone);
    try (PageReadStore pages = file.readRowGroup(block)) {
      String writer = file.getFileMetaData().getCreatedBy();
      ColumnReadStoreImpl columns = new ColumnReadStoreImpl(pages, IGNORED, alone, writer);
      addAll(columns.getColumnReader(column), column, chunk.getValueCount());
    }
  }

  private void addAll(Dictionary dictionary, ColumnDescriptor column) {
    for (int id = 0; id <= dictionary.getMaxId(); id++) {
      switch (column.getPrimitiveType().getPrimitiveTypeName()) {
        case BOOLEAN -> distinct.update(dictionary.decodeToBoolean(id) ? 1 : 0);
        case INT32 -> distinct.update(dictionary.decodeToInt(id));
        case INT64 -> distinct.update(dictionary.decodeToLong(id));
        case FLOAT -> distinct.update(dictionary.decodeToFloat(id));
        case DOUBLE -> distinct.update(dictionary.decodeToDouble(id));
        case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> add(dictionary.decodeToBinary(id));
      }
    }
  }

  private void addAll(ColumnReader values, ColumnDescriptor column, long count) {
    for (long i = 0; i < count; i++) {
      if (values.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel()) {
        switch (column.getPrimitiveType().getPrimitiveTypeName()) {
          case BOOLEAN -> distinct.update(values.getBoolean() ? 1 : 0);
          case INT32 -> distinct.update(values.getInteger());
          case INT64 -> distinct.update(values.getLong());
          case FLOAT -> distinct.update(values.getFloat());
          case DOUBLE -> distinct.update(values.getDouble());
          case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> add(values.getBinary());
        }
      }
      values.consume();
    }
  }

  /** The sketch takes no notice of empty texts, which are values like any other. */
  private void add(Binary value) {
    if (value.length() == 0) {
      distinct.update(0L);
    } else {
      distinct.update(value.getBytesUnsafe());
    }
  }
}
