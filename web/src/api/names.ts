import { useQueries, useQuery } from '@tanstack/react-query';
import { client, read } from './client';
import { useMay } from './session';

interface Named {
  id: string;
  name: string;
}

/** A list that tells names; asked for once, also by the screens that show it. */
function list<T>(key: string[], fetch: () => Promise<T>, named: (data: T) => readonly Named[]) {
  return {
    queryKey: key,
    queryFn: async (): Promise<unknown> => fetch(),
    select: (data: unknown) => new Map(named(data as T).map(({ id, name }) => [id, name])),
    staleTime: 60_000,
  };
}

const same = (all: readonly Named[]) => all;
/** Journeys, messages and the ledger name an activity without its level. */
const bare = ({ id, name }: Named) => ({ id: id.replace(/^activity:/, ''), name });

const LISTS = {
  activity: list(
    ['plan', 'tree'],
    () => read(client.GET('/v1/plan', { params: { query: { archived: true } } })),
    ({ nodes }) => [...nodes, ...nodes.map(bare)],
  ),
  journey: list(['journeys'], () => read(client.GET('/v1/journeys')), same),
  brand: list(['brands'], () => read(client.GET('/v1/brands')), same),
  branch: list(['branches'], () => read(client.GET('/v1/branches', { params: { query: { closed: true } } })), same),
  pool: list(['pools'], () => read(client.GET('/v1/vouchers/pools')), same),
  touchpoint: list(['sources'], () => read(client.GET('/v1/sources')), same),
};

/** What one needs to read each list; ids stay ids for whoever may not. */
const NEEDS: Record<keyof typeof LISTS, string> = {
  activity: 'plan.read',
  journey: 'journey.read',
  brand: 'brand.read',
  branch: 'branch.read',
  pool: 'voucher.read',
  touchpoint: 'source.read',
};

/** What has a name of its own. */
export type NameKind = keyof typeof LISTS;

/** The name of something by its id, for the kinds asked for; the id itself while it is not known, or if nothing has that id any more. */
export function useNames(...kinds: NameKind[]): (kind: NameKind, id: string) => string {
  const may = useMay();
  const found = useQueries({ queries: kinds.map(kind => ({ ...LISTS[kind], enabled: may(NEEDS[kind]) })) });
  return (kind, id) => found[kinds.indexOf(kind)]?.data?.get(id) ?? id;
}

/** Everything of a kind that the reader may see, with its name; activities without their level, as documents name them. */
export function useNamed(kind: NameKind): ReadonlyMap<string, string> | undefined {
  const enabled = useMay()(NEEDS[kind]);
  return useQuery({ ...LISTS[kind], enabled }).data;
}
