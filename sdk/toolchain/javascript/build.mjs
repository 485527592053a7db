// Makes a component of a plugin in JavaScript or TypeScript. `drehscheibe plugin build` runs it with one
// argument, a JSON object:
//   project   folder of the plugin
//   entry     its module, relative to the project
//   sdk       folder of the SDK, for projects that have not installed one
//   wit       folder of the contract with the world `plugin`
//   worlds    names of the interfaces that are exported
//   imports   names of the interfaces beyond `host` that are imported
//   output    where the component goes
// The last line on standard output is a JSON object: { "ok": true } or { "ok": false, "problems": […] }.

import { writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { componentize } from "componentize-qjs";
import * as esbuild from "esbuild";

const task = JSON.parse(process.argv[2]);
const PACKAGE = "drehscheibe:rule";
const VERSION = "0.1.0";
const SHORT = { "outbound-http": "http", "drop-folder": "folder", mail: "mail" };

function end(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  process.exit(answer.ok ? 0 : 1);
}

/** The project's own SDK if it has one, else the one that came with the hub. */
function sdkOf(project) {
  const require = createRequire(path.join(project, "package.json"));
  try {
    return path.dirname(path.dirname(require.resolve("@drehscheibe/sdk/component")));
  } catch {
    return task.sdk;
  }
}

const sdk = sdkOf(task.project);
const connect = [
  `import { connect } from ${JSON.stringify(path.join(sdk, "src/component.js"))};`,
  `import host from "${PACKAGE}/host@${VERSION}";`,
  ...task.imports.map((name) => `import ${SHORT[name]} from "${PACKAGE}/${name}@${VERSION}";`),
  `connect({ host${task.imports.map((name) => `, ${SHORT[name]}`).join("")} });`,
];
const entry = [
  `import "drehscheibe-connect";`,
  `import { exportsOf } from ${JSON.stringify(path.join(sdk, "src/component.js"))};`,
  `import plugin from ${JSON.stringify(path.resolve(task.project, task.entry))};`,
  `const made = exportsOf(plugin);`,
  ...task.worlds.map((name) => `export const ${name} = made.${name};`),
];

const virtual = {
  name: "drehscheibe",
  setup(build) {
    build.onResolve({ filter: /^drehscheibe-(connect|entry)$/ }, ({ path: name }) => ({ path: name, namespace: "hub" }));
    build.onLoad({ filter: /.*/, namespace: "hub" }, ({ path: name }) => ({
      contents: (name === "drehscheibe-entry" ? entry : connect).join("\n"),
      resolveDir: task.project,
    }));
    build.onResolve({ filter: /^drehscheibe:/ }, ({ path: name }) => ({ path: name, external: true }));
    build.onResolve({ filter: /^node:|^(fs|path|crypto|http|https|net|os|child_process|process)$/ }, ({ path: name }) => ({
      errors: [{ text: `\`${name}\` is Node's; a plugin has no files, network, clock or processes but through the SDK` }],
    }));
  },
};

/** `[first line of the bundle, source, first line of the source]` for each stretch of lines. */
function lineMap(map) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const numbers = (text) => {
    const found = [];
    let [value, shift] = [0, 0];
    for (const character of text) {
      const digit = digits.indexOf(character);
      value |= (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) === 0) {
        found.push(value & 1 ? -(value >> 1) : value >> 1);
        [value, shift] = [0, 0];
      }
    }
    return found;
  };
  const stretches = [];
  let [source, line] = [0, 0];
  map.mappings.split(";").forEach((segments, at) => {
    let first = null;
    for (const segment of segments.split(",").filter(Boolean)) {
      const fields = numbers(segment);
      if (fields.length < 4) continue;
      source += fields[1];
      line += fields[2];
      first ??= [source, line];
    }
    if (first === null) return;
    const last = stretches.at(-1);
    const name = path.relative(task.project, path.resolve(map.base, map.sources[first[0]])).replaceAll("\\", "/");
    if (last === undefined || last[1] !== name || last[2] + (at + 1 - last[0]) !== first[1] + 1) {
      stretches.push([at + 1, name, first[1] + 1]);
    }
  });
  return stretches;
}

/** The packages of which files were bundled, other than the project itself. */
function packages(inputs) {
  const found = new Map();
  for (const input of Object.keys(inputs)) {
    const folder = packageOf(path.resolve(task.project, input));
    if (folder === null || folder === path.resolve(task.project) || found.has(folder)) continue;
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    if (name && version) found.set(folder, { name, version, licence: typeof license === "string" ? license : null });
  }
  return [...found.values()];
}

/** The folder above a file that has a package.json with a version. */
function packageOf(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version) return folder;
  }
  return null;
}

let bundled;
try {
  bundled = await esbuild.build({
    entryPoints: ["drehscheibe-entry"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    charset: "utf8",
    sourcemap: "external",
    sourcesContent: false,
    metafile: true,
    outfile: path.join(task.project, "bundle.js"),
    absWorkingDir: task.project,
    logLevel: "silent",
    alias: existsSync(path.join(task.project, "node_modules/@drehscheibe/sdk")) ? {} : { "@drehscheibe/sdk": path.join(sdk, "src/index.js") },
    plugins: [virtual],
  });
} catch (error) {
  if (!Array.isArray(error.errors)) throw error;
  const place = (found) => (found.location ? `${found.location.file}:${found.location.line}: ` : "");
  end({ ok: false, problems: error.errors.map((found) => place(found) + found.text) });
}
const map = JSON.parse(bundled.outputFiles.find((file) => file.path.endsWith(".map")).text);
map.base = task.project;
const code = bundled.outputFiles.find((file) => !file.path.endsWith(".map")).text;
const source = `${code}\nglobalThis.__drehscheibeLines = ${JSON.stringify(lineMap(map))};\n`;
try {
  const { component } = await componentize({
    witPath: task.wit,
    world: "plugin",
    jsSource: source,
    stubWasi: true,
    optSize: false,
    sync: true,
  });
  await writeFile(task.output, component);
} catch (error) {
  end({ ok: false, problems: String(error.message ?? error).split("\n").filter(Boolean) });
}
end({ ok: true, packages: packages(bundled.metafile.inputs) });
