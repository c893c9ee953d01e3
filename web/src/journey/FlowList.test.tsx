import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import graphs from '../../fake/graphs.json';
import { counts, graph } from '../../fake/journeys';
import type { Graph, JourneyCounts } from '../api/types';
import { speak, startI18n } from '../i18n';
import { FlowList } from './FlowList';
import { useFlow } from './flow';
import { layout } from './layout';
import { isListed } from './room';

beforeAll(async () => {
  await startI18n();
  await speak('en');
  vi.stubGlobal('fetch', fakeApi);
  Element.prototype.scrollIntoView = () => {};
});

function List({ graph, counts }: { graph: Graph; counts: JourneyCounts | null }) {
  return <FlowList flow={useFlow(graph, counts)} journey={undefined} />;
}

function shown(graph: Graph, counts: JourneyCounts | null) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <List graph={graph} counts={counts} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return [...screen.getByRole('list', { name: 'Flow' }).children] as HTMLElement[];
}

it('every step stands in the list with its numbers, and every way out leads to a step of it', async () => {
  const steps = shown(graph, counts as JourneyCounts);
  expect(steps).toHaveLength(graph.nodes.length);
  for (const [at, { id }] of graph.nodes.entries()) {
    const ways = graph.edges.filter(edge => edge.from === id);
    const [list] = within(steps[at] as HTMLElement).queryAllByRole('list');
    expect(list?.children.length ?? 0).toBe(ways.length);
    for (const button of within(steps[at] as HTMLElement).queryAllByRole('button')) {
      await userEvent.click(button);
      const target = graph.nodes[steps.indexOf(document.activeElement as HTMLElement)];
      expect(ways.map(way => way.to)).toContain(target?.id);
    }
  }
});

it('says how many took a way, and what has to happen for it', () => {
  const steps = shown(graph, counts as JourneyCounts);
  const told = steps.map(step => step.textContent).join(' ');
  expect(told).toMatch(/\(\d[\d.]* %\)|\(\d[\d.]*%\)/);
});

it('a picture that fits stays a picture; one too wide is told as a list on a phone only', () => {
  const wide = layout((graphs as unknown as Record<string, Graph>)['searched-then-came'] as Graph);
  expect(isListed(350, { width: 250 })).toBe(false);
  expect(isListed(350, wide)).toBe(true);
  expect(isListed(900, { width: 2_000 })).toBe(false);
});
