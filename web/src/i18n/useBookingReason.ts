import { foreign } from './foreign';
import { useTranslation } from './index';
import { useFormat } from './useFormat';

/** What the program itself writes into the ledger as a reason, and the word for it. */
export const WORDS = {
  'message claimed': 'claimed',
  'message sent': 'sent',
  'no longer under way': 'released',
  'came back': 'came_back',
  'the order changed': 'changed',
  'a trusted source told it otherwise': 'otherwise',
  'a voucher was redeemed in the order': 'redeemed_in_order',
  'the voucher was rolled back': 'voucher_back',
  'staff had served the customer before': 'served',
  'voucher issued': 'voucher_issued',
  'voucher redeemed': 'voucher_redeemed',
  'redemption rolled back': 'redemption_back',
  'voucher expired': 'voucher_expired',
  'used before it expired': 'voucher_late',
  'given a second time, without a connection': 'given_again',
  invoice: 'invoice',
} as const;

function isKnown(reason: string): reason is keyof typeof WORDS {
  return reason in WORDS;
}

/** Says the reason of a booking in the reader's language. What a person wrote stays as they wrote it. */
export function useBookingReason() {
  const { t } = useTranslation();
  const format = useFormat();
  return (reason: string): string => {
    if (isKnown(reason)) return t(`booking.${WORDS[reason]}`);
    const touch = /^last touch \S+ at (\S+)$/.exec(reason)?.[1];
    if (touch) return t('booking.last_touch', { time: format.time(touch) });
    const code = /^voucher (\S+) redeemed in the order$/.exec(reason)?.[1];
    if (code) return t('booking.voucher', { code });
    return foreign(reason);
  };
}
