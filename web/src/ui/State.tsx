/** How a word should feel; the word itself always says it too. */
export type Tone = 'good' | 'bad' | 'wait' | 'cool' | 'plain';

/** A state in one word. */
export function State({ tone, children }: { tone: Tone; children: string }) {
  return <span className={tone === 'plain' ? 'state' : `state ${tone}`}>{children}</span>;
}
