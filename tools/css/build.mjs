// Builds the stylesheet, the icon sprite and the vendored scripts that the Python package ships.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const out = join(here, "../../src/arasta/kernel/web/static/arasta");
const LIMIT = 60 * 1024;
// The letters of fonts.css by the file they are in; what nearly every page of a shop in Turkey needs beyond plain Latin is
// a file of its own, for the rest of the extended letters weighs ten times that.
const LETTERS = {
  latin: ranges([0x20, 0xff], [0x2000, 0x206f], [0x2bb, 0x2bc]) + "ıŒœˆ˚˜€™↑↓−∕\ufeff\ufffd",
  cyrillic: ranges([0x400, 0x45f], [0x490, 0x491], [0x4b0, 0x4b1]) + "\u0301№",
  turkish: "ĞğİŞş₺₽",
};
// No stylesheet asks for thinner or heavier letters.
const WEIGHTS = { variationAxes: { wght: { min: 400, max: 700 } } };

function ranges(...pairs) {
  return pairs.map(([from, to]) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at))).join("");
}

function copy(from, to) {
  mkdirSync(dirname(join(out, to)), { recursive: true });
  copyFileSync(join(modules, from), join(out, to));
}

function copyVendor() {
  copy("htmx.org/dist/htmx.min.js", "vendor/htmx/htmx.min.js");
  copy("htmx.org/dist/ext/hx-sse.min.js", "vendor/htmx/hx-sse.min.js");
  copy("htmx.org/LICENSE", "vendor/htmx/LICENSE");
  copy("@alpinejs/csp/dist/cdn.min.js", "vendor/alpine/alpine-csp.min.js");
  copy("uplot/dist/uPlot.iife.min.js", "vendor/uplot/uplot.min.js");
  copy("uplot/LICENSE", "vendor/uplot/LICENSE");
  // The package carries no licence file of its own; the text is kept beside this script.
  copyFileSync(join(here, "licenses/alpine.txt"), join(out, "vendor/alpine/LICENSE"));
  copyFileSync(join(here, "licenses/daisyui.txt"), join(out, "css/LICENSE-daisyui"));
  copyFileSync(join(here, "licenses/tailwindcss.txt"), join(out, "css/LICENSE-tailwindcss"));
}

async function copyFonts() {
  rmSync(join(out, "fonts"), { recursive: true, force: true });
  mkdirSync(join(out, "fonts"), { recursive: true });
  for (const font of ["inter", "manrope", "source-serif-4", "lora"]) {
    for (const [subset, letters] of Object.entries(LETTERS)) {
      const source = readFileSync(join(modules, `@fontsource-variable/${font}/files/${font}-${subset === "turkish" ? "latin-ext" : subset}-wght-normal.woff2`));
      const slim = await subsetFont(source, letters, { targetFormat: "woff2", ...WEIGHTS });
      writeFileSync(join(out, `fonts/${font}-${subset}-wght-normal.woff2`), slim);
    }
    copy(`@fontsource-variable/${font}/files/${font}-latin-ext-wght-normal.woff2`, `fonts/${font}-latin-ext-wght-normal.woff2`);
    copy(`@fontsource-variable/${font}/LICENSE`, `fonts/LICENSE-${font}`);
  }
}

function buildSprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
  });
  mkdirSync(join(out, "icons"), { recursive: true });
  writeFileSync(join(out, "icons/sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
  copy("lucide-static/LICENSE", "icons/LICENSE");
  console.log(`icons/sprite.svg: ${names.length} icons`);
}

function buildCss() {
  const target = join(out, "css/arasta.css");
  mkdirSync(dirname(target), { recursive: true });
  execFileSync(join(modules, ".bin/tailwindcss"), ["-i", "arasta.css", "-o", target, "--minify"], { cwd: here, stdio: "inherit" });
  const size = gzipSync(readFileSync(target)).length;
  console.log(`css/arasta.css: ${(size / 1024).toFixed(1)} KB gzip`);
  if (size > LIMIT) throw new Error("arasta.css is heavier than 60 KB gzip");
}

buildCss();
copyVendor();
await copyFonts();
buildSprite();
