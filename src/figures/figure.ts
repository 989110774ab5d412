/** A row of the table beside a figure: column name to value, units in the names. */
export type Row = Readonly<Record<string, string | number>>;

/** A Plotly figure and its words: what `show` puts into a cell. */
export interface Figure {
  /** One sentence: what this figure shows, made from its data. */
  readonly title: string;
  /** Plotly's traces. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** Plotly's layout, with an explicit `height` in pixels, without title and colours of the page. */
  readonly layout: Readonly<Record<string, unknown>> & { readonly height: number };
  /** The figure in words, for someone who does not see it. */
  readonly alt: string;
  /** The numbers that are drawn. */
  readonly table: readonly Row[];
}
