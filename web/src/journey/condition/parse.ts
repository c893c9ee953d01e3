import {
  COMPARISONS,
  type Comparison,
  type Field,
  type Group,
  isGroup,
  type Literal,
  QUESTIONS,
  type Question,
  ROOTS,
  type Row,
  TEXT_TESTS,
  type TextTest,
} from './rows';
import { isName, type Token, tokens } from './words';

/** The rows that a condition means; null if it says more than rows can: then it stays text. */
export function parse(cel: string): Group | null {
  const found = tokens(cel);
  if (!found) return null;
  if (found.length === 0) return { join: 'all', items: [] };
  try {
    const reader = new Reader(found);
    const item = reader.any();
    if (!reader.atEnd()) return null;
    return isGroup(item) ? item : { join: 'all', items: [item] };
  } catch (error) {
    if (error instanceof NotRows) return null;
    throw error;
  }
}

/** Says that a condition is none that rows can show. */
class NotRows extends Error {}

const no = (): never => {
  throw new NotRows();
};

class Reader {
  private at = 0;
  private readonly found: readonly Token[];

  constructor(found: readonly Token[]) {
    this.found = found;
  }

  atEnd(): boolean {
    return this.at === this.found.length;
  }

  any(): Row | Group {
    return this.joined('any', '||', () => this.joined('all', '&&', () => this.item()));
  }

  /** Several of the same joint become one group, in brackets or not: it does not matter in which order they are joined. */
  private joined(join: Group['join'], sign: string, part: () => Row | Group): Row | Group {
    const items = [part()];
    while (this.takes(sign)) items.push(part());
    const [first] = items;
    if (items.length === 1 && first) return first;
    return { join, items: items.flatMap(item => (isGroup(item) && item.join === join ? item.items : [item])) };
  }

  private item(): Row | Group {
    if (this.takes('(')) {
      const inner = this.any();
      return this.expect(')') && inner;
    }
    if (!this.takes('!')) return this.row();
    const bracket = this.takes('(');
    const one = this.row();
    if (bracket) this.expect(')');
    return negated(one, bracket);
  }

  private row(): Row {
    const token = this.next();
    if (token.sort === 'text') {
      // "a b" in traits: whether a name that needs quotes is known.
      if (isName(token.text) || !this.takes('in')) return no();
      return { field: { of: 'name', path: [...this.path(this.word()), token.text] }, test: 'is' };
    }
    if (token.sort !== 'name') return no();
    if (token.text === 'has') return this.has();
    if (token.text === 'customer') return this.tested(this.question());
    return this.tested({ of: 'name', path: this.path(token.text) });
  }

  private has(): Row {
    this.expect('(');
    const path = this.path(this.word());
    this.expect(')');
    return path.length > 1 && isName(path.at(-1) ?? '') ? { field: { of: 'name', path }, test: 'is' } : no();
  }

  private question(): Field {
    this.expect('.');
    const question = this.word();
    if (!Object.hasOwn(QUESTIONS, question)) return no();
    this.expect('(');
    const about = this.text();
    const { window } = QUESTIONS[question as Question];
    const span = window && this.expect(',') ? this.text() : null;
    this.expect(')');
    return { of: 'question', question: question as Question, about, window: span };
  }

  private path(root: string): string[] {
    if (!(ROOTS as readonly string[]).includes(root)) return no();
    const path = [root];
    for (;;) {
      const ahead = this.found[this.at + 1];
      const test = TEXT_TESTS.some(one => one === ahead?.text) && this.found[this.at + 2]?.text === '(';
      if (!test && this.takes('.')) path.push(this.word());
      else if (this.takes('[')) {
        path.push(this.text());
        this.expect(']');
      } else return path;
    }
  }

  /** What is asked of a field. */
  private tested(field: Field): Row {
    if (field.of === 'question' && QUESTIONS[field.question].answer === 'truth') return { field, test: 'is' };
    if (field.of === 'name' && field.path.length < 2) return no();
    if (field.of === 'name' && this.takes('in')) return { field, test: 'in', values: this.list() };
    if (field.of === 'name' && this.takes('.')) {
      const word = this.word();
      const test: TextTest = TEXT_TESTS.find(one => one === word) ?? no();
      this.expect('(');
      const value: Literal = { type: 'text', text: this.text() };
      return this.expect(')') && { field, test, not: false, value };
    }
    const sign = this.next().text;
    const test = COMPARISONS.find(one => one === sign) as Comparison | undefined;
    const value = this.literal();
    return test && (field.of === 'name' || value.type === 'number') ? { field, test, value } : no();
  }

  private list(): Literal[] {
    this.expect('[');
    const values: Literal[] = [];
    while (!this.takes(']')) {
      if (values.length > 0) this.expect(',');
      values.push(this.literal());
    }
    return values;
  }

  private literal(): Literal {
    const minus = this.takes('-');
    const token = this.next();
    if (token.sort === 'number') return { type: 'number', text: `${minus ? '-' : ''}${token.text}` };
    if (minus) return no();
    if (token.sort === 'text') return { type: 'text', text: token.text };
    return token.text === 'true' || token.text === 'false' ? { type: 'truth', truth: token.text === 'true' } : no();
  }

  private next(): Token {
    const token = this.found[this.at] ?? no();
    this.at += 1;
    return token;
  }

  private takes(text: string): boolean {
    const token = this.found[this.at];
    const is = token?.text === text && token.sort !== 'text';
    if (is) this.at += 1;
    return is;
  }

  private expect(text: string): true {
    return this.takes(text) || no();
  }

  private word(): string {
    const token = this.next();
    return token.sort === 'name' && isName(token.text) ? token.text : no();
  }

  private text(): string {
    const token = this.next();
    return token.sort === 'text' ? token.text : no();
  }
}

/** The opposite of a row, where rows have one. */
function negated(row: Row, bracket: boolean): Row {
  switch (row.test) {
    case 'is':
      return { field: row.field, test: 'is_not' };
    case 'in':
      return bracket ? { field: row.field, test: 'not_in', values: row.values } : no();
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return { ...row, not: true };
    default:
      return no();
  }
}
