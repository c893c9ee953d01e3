import type { OrderSummary } from '../src/api/orders';
import { ADA } from './customers.ts';
import { ago, eur, SEND_KEY } from './plan.ts';

const credit = (activity: string, name: string, amount: number, send_key: string | null) => ({
  activity,
  name,
  send_key,
  revenue: eur(amount),
  margin: null,
  rule: 'last touch',
});

/** What was bought lately, the newest first. */
export const orders: OrderSummary[] = [
  row('T-20418', 6, 129.9, 0, {
    customer: ADA,
    label: 'Ada Beispiel',
    credits: [credit('activity:shoes-in-branch', 'Shoes, in the branch', 129.9, SEND_KEY)],
    overtaken: true,
    unheard: 1,
  }),
  row('W-88213', 95, 64.5, 0, {
    touchpoint: 'shop',
    customer: '00ab00cd00ef00000000000000000002',
    label: 'A customer',
    public: true,
  }),
  row('T-20417', 180, 249, 59, {
    customer: '00ab00cd00ef00000000000000000003',
    label: 'Giulia Esempio',
    credits: [credit('activity:shoes-mail', 'Shoes, by e-mail', 190, null)],
  }),
  row('T-20411', 1_500, 35, 35, { set_aside: 'the books are closed' }),
  row('W-88107', 2_900, 18.2, 18.2, { touchpoint: 'shop', state: 'cancelled' }),
  row(null, 2_950, 12, 0, {}),
];

function row(id: string | null, minutes: number, paid: number, back: number, of: Partial<OrderSummary>): OrderSummary {
  return {
    id,
    brand: 'nordwind',
    touchpoint: 'till-berlin',
    customer: null,
    label: '',
    at: ago(minutes),
    state: back === 0 ? 'kept' : back < paid ? 'partly_returned' : 'returned',
    revenue: eur(paid),
    returned: eur(back),
    left: eur(paid - back),
    public: false,
    credits: [],
    overtaken: false,
    set_aside: null,
    unheard: 0,
    ...of,
  };
}

/** The orders that a question asks for. */
export function found(query: URLSearchParams): OrderSummary[] {
  const [from, to, q] = ['from', 'to', 'q'].map(name => query.get(name) ?? '');
  const same = (['brand', 'state', 'customer'] as const).filter(name => query.get(name));
  const activity = query.get('activity');
  return orders.filter(
    order =>
      same.every(name => order[name] === query.get(name)) &&
      (!activity || order.credits.some(credit => credit.activity.endsWith(`:${activity}`))) &&
      (!from || order.at >= from) &&
      (!to || order.at < to) &&
      (order.id ?? '').startsWith(q ?? ''),
  );
}
