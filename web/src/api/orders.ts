import { useInfiniteQuery } from '@tanstack/react-query';
import type { Client } from 'openapi-fetch';
import { client, read } from './client';
import { momentsOf } from './days';
import { everything, LARGE } from './everything';
import type { Amount, Credit } from './types';

/** How much of an order is left. */
export const ORDER_STATES = ['kept', 'partly_returned', 'returned', 'cancelled'] as const;

/** One order in the list. */
export interface OrderSummary {
  /** Its number; nothing if its customer was erased. */
  id?: string | null;
  brand: string;
  at: string;
  /** The source that reported it first. */
  touchpoint: string;
  customer?: string | null;
  /** What the buyer is called, as far as the reader may see it. */
  label: string;
  revenue: Amount;
  returned: Amount;
  left: Amount;
  state: (typeof ORDER_STATES)[number];
  /** Whether only a public source has reported it. */
  public: boolean;
  credits: Credit[];
  /** Whether it was sold while a prompt was open. */
  overtaken: boolean;
  /** Why its money is not in the books. */
  set_aside?: string | null;
  /** How many reports about it counted for nothing. */
  unheard: number;
}

export interface OrderFilter {
  q?: string;
  brand?: string;
  state?: string;
  customer?: string;
  activity?: string;
  /** The first day, as the reader's calendar has it. */
  from?: string;
  /** The last day. */
  until?: string;
}

type OrderQuery = Omit<OrderFilter, 'until'> & { to?: string; cursor?: string; limit: number };
interface OrderPaths {
  '/v1/orders': {
    get: {
      parameters: { query: OrderQuery };
      responses: { 200: { content: { 'application/json': { items: OrderSummary[]; next?: string | null } } } };
    };
  };
}

/** The API's document does not list the orders yet: until it does, their words stand above. */
const orders = client as unknown as Client<OrderPaths>;

function fetchOrders({ from, until, ...filter }: OrderFilter, cursor: string | undefined, limit: number) {
  const moments = momentsOf({ ...(from && { from }), ...(until && { until }) });
  const query = { ...filter, ...moments, ...(cursor && { cursor }), limit };
  return read(orders.GET('/v1/orders', { params: { query } }));
}

/** Every order that fits. */
export function allOrders(filter: OrderFilter) {
  return everything(cursor => fetchOrders(filter, cursor, LARGE));
}

/** Orders, newest first, part by part. */
export function useOrders(filter: OrderFilter) {
  return useInfiniteQuery({
    queryKey: ['orders', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => fetchOrders(filter, pageParam, 50),
    getNextPageParam: part => part.next ?? undefined,
    refetchInterval: 15_000,
  });
}
