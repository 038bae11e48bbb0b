package dev.sluice.lake;

import dev.sluice.protocol.ReportSink;
import dev.sluice.protocol.ReportTarget;
import dev.sluice.protocol.StepRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Keeps log, result and report of an attempt in an object store. */
public final class StoreReportSink implements ReportSink {

  @Override
  public void preload() {
    ObjectStore.preload();
  }

  @Override
  public void store(StepRequest request, Map<String, Path> files) throws InterruptedException {
    ReportTarget report = request.report();
    if (report == null) {
      return;
    }
    try (ObjectStore store = ObjectStore.connect(request.store(report.store()))) {
      List<Callable<String>> puts = new ArrayList<>();
      files.forEach(
          (name, file) ->
              puts.add(
                  () -> {
                    store.put(report.path() + "/" + name, file, type(name));
                    return name;
                  }));
      Parallel.run(puts);
    }
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (extension) {
      case "json" -> "application/json";
      case "ndjson" -> "application/x-ndjson";
      case "gz" -> "application/gzip";
      case "html" -> "text/html; charset=utf-8";
      case "txt", "log", "sql", "csv" -> "text/plain; charset=utf-8";
      default -> "application/octet-stream";
    };
  }
}
