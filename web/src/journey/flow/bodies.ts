import type { Json } from '../../ui/json';
import type { StepKind } from '../document';

/** What a new step of each kind begins with: enough to be read, and to be filled in. */
export const BODIES: Record<StepKind, Json> = {
  message: { channel: 'email', content: { subject: '', text: '' } },
  wait: { for: '1d' },
  branch: { cases: [] },
  split: {
    arms: [
      { name: 'a', weight: 1 },
      { name: 'b', weight: 1 },
    ],
  },
  voucher: { pool: '', value: '10%', valid_for: '14d' },
  set_trait: { name: '', value: true },
  exit: {},
};

/** The id a new step of a kind gets, with a number if it is taken. */
export const NAMES: Record<StepKind, string> = {
  message: 'message',
  wait: 'wait',
  branch: 'branch',
  split: 'split',
  voucher: 'voucher',
  set_trait: 'set',
  exit: 'exit',
};
