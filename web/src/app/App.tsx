import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Problem } from '../api/problem';
import { Notices } from '../ui/notices';
import { theme } from '../ui/theme';
import { router } from './router';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A named refusal will not change by asking again; a network hiccup may.
      retry: (failures, error) => failures < 2 && Problem.from(error).status === 0,
    },
  },
});

/** The whole application. Mantine's variables and classes are static sheets, so it may not write style elements. */
export function App() {
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
