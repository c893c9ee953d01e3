import { useMemo } from 'react';
import type { Graph, GraphEdge, GraphNode, JourneyCounts, StepCount } from '../api/types';
import { useFormat } from '../i18n/useFormat';
import { layout, type Picture } from './layout';
import { sharesOf } from './share';
import { heightOf } from './stepLook';
import { useWay, type Words } from './way';

/** As long as a count with its share becomes. */
const ROOM_FOR_SHARE = '10,000 (100 %)';

/** A step with its words, and how many came by if it is live. */
export interface FlowStep {
  step: GraphNode;
  words: Words;
  count: StepCount | undefined;
}

/** A way out of a step, and what is told of it: what has to happen, how many took it. */
export interface FlowWay {
  edge: GraphEdge;
  told: string;
}

/** A journey with its words and numbers, and where everything stands if it is drawn. */
export interface Flow {
  steps: FlowStep[];
  ways: FlowWay[];
  picture: Picture;
  /** Changes with everything that moves the picture. */
  labels: string;
}

/** What a journey's picture and its list of steps both tell. */
export function useFlow(graph: Graph, counts: JourneyCounts | null): Flow {
  const say = useWay();
  const format = useFormat();
  const words = graph.edges.map(say.edge);
  const shares = counts ? sharesOf(graph, counts) : [];
  const ways = graph.edges.map((edge, at) => {
    const one = shares[at];
    if (!one) return { edge, told: words[at] ?? '' };
    const share = one.share === null ? '' : ` (${format.share(one.share)})`;
    return { edge, told: [words[at], `${format.number(one.count)}${share}`].filter(Boolean).join(' · ') };
  });
  const steps = graph.nodes.map(step => ({ step, words: say.node(step), count: countOf(step.id, step.kind, counts) }));
  // Numbers change all the time and the picture stays: they get as much room as a large one takes.
  const labels = words.map(text => (counts ? [text, ROOM_FOR_SHARE].filter(Boolean).join(' · ') : text)).join('\n');
  const heights = steps.map(step => heightOf(step.words, counts !== null)).join(' ');
  const picture = useMemo(
    () => layout(graph, labels.split('\n'), heights.split(' ').map(Number)),
    [graph, labels, heights],
  );
  return { steps, ways, picture, labels };
}

/** How many came by a step; at the beginning those who entered, at the end those who reached the goal. */
function countOf(id: string, kind: string, counts: JourneyCounts | null): StepCount | undefined {
  if (!counts) return undefined;
  const none = {
    step: id,
    here: 0,
    ways: [],
    sent: 0,
    refused: 0,
    refusals: [],
    deferred: 0,
    under_way: 0,
    unknown: 0,
  };
  if (kind === 'trigger') return { ...none, passed: counts.entered };
  if (kind === 'end') return { ...none, passed: counts.goal };
  return counts.steps.find(count => count.step === id);
}
