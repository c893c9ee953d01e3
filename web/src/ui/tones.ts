import type { JourneyState } from '../api/types';
import type { Tone } from './State';

const JOURNEY: Record<JourneyState | 'unpaid', Tone> = {
  draft: 'plain',
  running: 'good',
  paused: 'wait',
  stopped: 'bad',
  unpaid: 'bad',
};
const OTHER: Record<string, Tone> = {
  accepted: 'good',
  delivered: 'good',
  opened: 'good',
  clicked: 'good',
  done: 'good',
  printed: 'good',
  allowed: 'good',
  given: 'good',
  passed: 'good',
  redeemed: 'good',
  finished: 'good',
  kept: 'good',
  planned: 'cool',
  claimed: 'cool',
  issued: 'cool',
  open: 'cool',
  running: 'cool',
  deferred: 'wait',
  unknown: 'wait',
  pending: 'wait',
  unproven: 'wait',
  other_address: 'wait',
  not_now: 'wait',
  refused: 'bad',
  failed: 'bad',
  suppressed: 'bad',
  withdrawn: 'bad',
  objected: 'bad',
  bounced: 'bad',
  complained: 'bad',
  revoked: 'bad',
  taken_down: 'plain',
  overtaken: 'wait',
  shown: 'good',
};

/** How a journey's state should feel. */
export function journeyTone(state: JourneyState | 'unpaid'): Tone {
  return JOURNEY[state];
}

/** How a state of a delivery, consent, check or voucher should feel; plain if it is neither good nor bad. */
export function toneOf(code: string): Tone {
  return OTHER[code] ?? 'plain';
}
