import { useMemo } from 'react';
import { useBrandChannels, useChannels } from '../../api/channels';
import { useJourneySchema } from '../../api/journeys';
import { useNamed } from '../../api/names';
import { useBrandsSeen } from '../../api/settings';
import { useChannel } from '../../ui/useChannel';
import type { Help, Known } from './offers';
import type { Shape } from './schema';

/** What may be written in a document here: the schema, and what the installation has as far as the reader may see it. */
export function useHelp(): Help | undefined {
  const schema = useJourneySchema().data as Shape | undefined;
  const brands = useBrandsSeen();
  const kinds = useChannels().data?.kinds;
  const channels = useBrandChannels();
  const { kindOf } = useChannel();
  const [activities, pools, journeys] = [useNamed('activity'), useNamed('pool'), useNamed('journey')];
  return useMemo(() => {
    if (!schema) return undefined;
    const ids = new Set((channels ?? []).map(({ id }) => id));
    return {
      schema,
      names: {
        brands,
        // A node of another level keeps its level in its id, and pays for nothing.
        activities: knownOf(activities).filter(({ id }) => !id.includes(':')),
        purposes: [...new Set(brands.flatMap(one => one.purposes))].map(bare),
        channels: [...ids].map(bare),
        pools: knownOf(pools),
        journeys: knownOf(journeys),
        contents: new Map((kinds ?? []).map(kind => [kind.id, kind.content as Shape])),
        kindOf,
      },
    };
  }, [schema, brands, channels, kinds, kindOf, activities, pools, journeys]);
}

const bare = (id: string): Known => ({ id, name: id });

function knownOf(names: ReadonlyMap<string, string> | undefined): Known[] {
  return [...(names ?? [])].map(([id, name]) => ({ id, name }));
}
