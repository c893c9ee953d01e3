import { useElementSize } from '@mantine/hooks';
import type { Graph, JourneyCounts } from '../api/types';
import { laterPart } from '../ui/later';
import { FlowList } from './FlowList';
import { useFlow } from './flow';
import { isListed } from './room';

const JourneyGraph = laterPart(async () => (await import('./JourneyGraph')).JourneyGraph);

interface JourneyFlowProps {
  graph: Graph;
  /** How many are where, if it is live. */
  counts: JourneyCounts | null;
  /** Which journey its numbers open lists of; none for what is not live. */
  journey?: string | undefined;
}

/** What leads to what in a journey: as a picture, or on a phone as a list where the picture would be too wide. */
export function JourneyFlow({ graph, counts, journey }: JourneyFlowProps) {
  const { ref, width: room } = useElementSize<HTMLDivElement>();
  const flow = useFlow(graph, counts);
  const Told = isListed(room, flow.picture) ? FlowList : JourneyGraph;
  return <div ref={ref}>{room > 0 ? <Told flow={flow} journey={journey} /> : null}</div>;
}
