// Builds the bundles of what npm brought, each with the licences of all that is in it. `make frontend` runs it.
import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const OUT = "../src/luoshu/office/shell/static/luoshu/vendor";

const { metafile } = await build({
  entryPoints: ["echarts.js", "codemirror.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outdir: OUT,
});

for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
  const found = Object.keys(inputs).map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  const names = [...new Set(found.filter(Boolean))].sort();
  const parts = await Promise.all(names.map(licence));
  await writeFile(`${path.replace(/\.js$/, "")}.LICENSE.txt`, parts.join(`\n${"-".repeat(80)}\n\n`));
}

// The licence of a package, and what it wants told beside it (Apache-2.0's NOTICE).
async function licence(name) {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)(\.|$)/i.test(file)).sort();
  if (files.length === 0) throw new Error(`${name} brings no licence`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return `${name} ${version} (${license})\n\n${texts.join("\n").trim()}\n`;
}
