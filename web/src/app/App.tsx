import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../api/problem';
import { Notices } from '../ui/notices';
import { theme } from '../ui/theme';
import type { AppRouter } from './router';

function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A named refusal will not change by asking again; a network hiccup may.
        retry: (failures, error) => failures < 2 && Problem.from(error).status === 0,
      },
    },
  });
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
