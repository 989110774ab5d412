// What runs in the reader's page, once: unpacks Plotly, and draws each figure whose script asks.
// `show.ts` puts this file, as text, into the output of the first cell.

/** Leaves `window.labDraw(figure)` behind; `packed` is plotly.min.js, gzipped, in base64. */
// biome-ignore lint/correctness/noUnusedVariables: called by the line that show.ts adds
function labPage(packed) {
  if (window.labDraw) return;
  const style = document.createElement("style");
  // The page gives its colours to what is no mark; so a figure follows when the theme changes.
  style.textContent = `
    .lab-figure { --lab-ink: #1f1f1f; --lab-grid: #e3e3e3; --lab-paper: #fff; margin: 0 }
    @media (prefers-color-scheme: dark) { .lab-figure { --lab-ink: #e6e6e6; --lab-grid: #444; --lab-paper: #111 } }
    :is([data-jp-theme-light="true"], .vscode-light) .lab-figure { --lab-ink: #1f1f1f; --lab-grid: #e3e3e3; --lab-paper: #fff }
    :is([data-jp-theme-light="false"], .vscode-dark) .lab-figure { --lab-ink: #e6e6e6; --lab-grid: #444; --lab-paper: #111 }
    .lab-plot .main-svg { background: transparent !important }
    .lab-plot .bg { fill: transparent !important }
    .lab-plot :is(.cartesianlayer, .infolayer, .shapelayer) text { fill: var(--lab-ink) !important }
    .lab-plot .gridlayer path { stroke: var(--lab-grid) !important }
    .lab-plot .zerolinelayer path { stroke: var(--lab-ink) !important }`;
  document.head.append(style);
  const library = unpack();
  window.labDraw = draw;
  window.dispatchEvent(new Event("lab-ready"));

  async function unpack() {
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return window.Plotly;
  }

  async function draw(figure) {
    const plot = figure.querySelector(".lab-plot");
    const { data, layout, config } = JSON.parse(figure.querySelector(".lab-spec").textContent);
    plot.style.minHeight = `${layout.height}px`;
    // A mouse zooms by dragging, a double click zooms out. A finger on a plot moves the page.
    const dragmode = matchMedia("(pointer: fine)").matches ? "zoom" : false;
    const alt = plot.firstChild?.textContent ?? "";
    try {
      const Plotly = await library;
      plot.replaceChildren();
      await Plotly.newPlot(plot, data, { ...layout, dragmode }, config);
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", alt);
    } catch (error) {
      plot.textContent = `${alt} (This figure cannot be drawn here: ${error.message})`;
    }
  }
}
