package dev.sluice.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.operator.kube.Revisions;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/** The health of resources as Argo CD finds it out, by the scripts of its ConfigMap. */
public final class ArgoHealth {

  public static final Path PATCH = Path.of("../helm/argocd-cm.yaml");
  public static final String KEY = "resource.customizations.health.sluice.dev_";

  private final Map<String, String> scripts = new TreeMap<>();

  /**
   * @param data of the ConfigMap
   */
  public ArgoHealth(Map<?, ?> data) {
    data.forEach(
        (key, script) -> {
          if (key.toString().startsWith(KEY)) {
            scripts.put(key.toString().substring(KEY.length()), script.toString());
          }
        });
  }

  /** The one that the project ships. */
  public static ArgoHealth shipped() throws IOException {
    Map<?, ?> patch = new KubernetesSerialization().unmarshal(Files.readString(PATCH), Map.class);
    return new ArgoHealth((Map<?, ?>) patch.get("data"));
  }

  /** Kinds and their scripts. */
  public Map<String, String> scripts() {
    return scripts;
  }

  /** The health of a resource, as {@code Degraded: message}. */
  public String of(Object resource) {
    JsonNode tree = Revisions.tree(resource);
    // What Argo CD gives a script that asks for no more: these libraries, and the resource.
    Globals globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", value(tree));
    LuaValue health = globals.load(scripts.get(tree.path("kind").asText()), "health").call();
    return health.get("status").checkjstring() + ": " + health.get("message").checkjstring();
  }

  private static LuaValue value(JsonNode node) {
    if (node.isObject()) {
      LuaTable table = new LuaTable();
      node.properties().forEach(field -> table.set(field.getKey(), value(field.getValue())));
      return table;
    }
    if (node.isArray()) {
      LuaTable table = new LuaTable();
      node.forEach(element -> table.set(table.length() + 1, value(element)));
      return table;
    }
    if (node.isNumber()) {
      return LuaValue.valueOf(node.asDouble());
    }
    if (node.isBoolean()) {
      return LuaValue.valueOf(node.asBoolean());
    }
    return node.isNull() ? LuaValue.NIL : LuaValue.valueOf(node.asText());
  }
}
