import { asBoard, asLine, type DemoFigures } from './figures.ts';
import type { DemoOutput } from './output.ts';

/** Shows the figures each second: in place on a terminal, else one plain line after the other. */
export class Screen {
  readonly #output: DemoOutput;
  #rowsDrawn = 0;

  constructor(output: DemoOutput) {
    this.#output = output;
  }

  /** Something that happened, above the board. */
  say(line: string): void {
    this.#erase();
    this.#output.write(`${line}\n`);
  }

  show(figures: DemoFigures): void {
    if (this.#output.isTTY !== true) {
      this.#output.write(`${asLine(figures)}\n`);
      return;
    }
    const rows = asBoard(figures, this.#output.columns ?? 80);
    this.#erase();
    this.#output.write(`${rows.join('\n')}\n`);
    this.#rowsDrawn = rows.length;
  }

  /** The last board stays; what is said next stands below it. */
  keep(): void {
    this.#rowsDrawn = 0;
  }

  #erase(): void {
    if (this.#rowsDrawn > 0) this.#output.write(`\x1b[${this.#rowsDrawn}A\x1b[J`);
    this.#rowsDrawn = 0;
  }
}
