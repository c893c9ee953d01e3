import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../api/problem';
import { isAway } from '../api/reach';
import { SESSION } from '../api/session';
import { Notices } from '../ui/notices';
import { theme } from '../ui/theme';
import type { AppRouter } from './router';

function makeQueries(): QueryClient {
  // Whoever is told that no one is signed in, or nothing at all, asks who is: then the way in appears, or that no one is there.
  const onError = (error: unknown) => {
    const known = queries.getQueryState(SESSION)?.status === 'error';
    const asked = Problem.from(error).status === 401 || isAway(error);
    if (asked && !known) void queries.invalidateQueries({ queryKey: SESSION });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== SESSION[0] && onError(error) }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // A server in the house answers without the internet: it is always asked.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 5_000,
        // A named refusal will not change by asking again; a network hiccup may.
        retry: (failures, error) => failures < 2 && Problem.from(error).status === 0,
      },
    },
  });
  return queries;
}

/** The whole application. Mantine's variables and classes are static sheets, so it may not write style elements. */
export function App({ router }: { router: AppRouter }) {
  const [queries] = useState(makeQueries);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        <Notices>
          <RouterProvider router={router} />
        </Notices>
      </QueryClientProvider>
    </MantineProvider>
  );
}
