// Answers of the API with names, notes and products as somebody writes them who means no good, or writes from right to left.

/** Turns a line round, runs from right to left, and does not fit. */
export const HOSTILE = '\u202eשלום\u2066 Zażółć&<b>"\'{{name}}'.concat('W'.repeat(90));

/** What is never somebody's own text: ids and codes, on which screens and addresses hang. */
const CODES = new Set(
  (
    'act activity brand branch channel code currency customer field from identifier identifiers ' +
    'digest id journey kind level link medium moment node outcome parent path process purpose refusal refusals role ' +
    'send_key scope security seen selector severity state status step store suppression to trust ' +
    'verdict version voucher_refusal what why url token algorithm when zone'
  ).split(' '),
);
/** What holds nothing but codes, or is a document with rules of its own. */
const WHOLE = new Set([
  'acts',
  'branches',
  'channels',
  'held',
  'journeys',
  'orders',
  'purposes',
  'settings',
  'document',
  'draft',
]);
const PLAIN = /^(\d{4}-\d\d(-\d\d.*)?|\d+[smhd]?|[0-9a-f]{16,}.*)?$/;

/** The answer with every text of somebody's own made hostile. */
export function hostile(answer: unknown, key = ''): unknown {
  if (Array.isArray(answer)) {
    return WHOLE.has(key) && answer.every(one => typeof one === 'string')
      ? answer
      : answer.map(one => hostile(one, key));
  }
  if (typeof answer === 'object' && answer !== null) {
    const checks = 'outcome' in answer && 'fact' in answer;
    return Object.fromEntries(
      Object.entries(answer).map(([name, value]) => [
        name,
        WHOLE.has(name) && !Array.isArray(value) ? value : checks && name === 'name' ? value : hostile(value, name),
      ]),
    );
  }
  return typeof answer !== 'string' || CODES.has(key) || PLAIN.test(answer) ? answer : `${answer} ${HOSTILE}`;
}
