import type { Graph, GraphEdge, JourneyCounts } from '../api/types';

/** How many took a way out of a step, and what share of those who came by. */
export interface Share {
  count: number;
  /** From 0 to 1; null where no one came by. */
  share: number | null;
}

/** How many took each way of the picture, in its order. From the beginning everybody who entered goes on. */
export function sharesOf(graph: Graph, counts: Pick<JourneyCounts, 'entered' | 'steps'>): Share[] {
  const of = ({ from, way }: GraphEdge): Share => {
    const step = counts.steps.find(one => one.step === from);
    const begins = graph.nodes.some(node => node.id === from && node.kind === 'trigger');
    const all = begins ? counts.entered : (step?.passed ?? 0);
    const count = begins ? counts.entered : (step?.ways.find(one => one.way === way)?.count ?? 0);
    return { count, share: all > 0 ? count / all : null };
  };
  return graph.edges.map(of);
}
