import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { Problem } from '../api/problem';
import { useSession } from '../api/session';
import { Await, Loading } from '../ui/Await';
import { Shell } from './Shell';

/** Only who is signed in comes in; branch staff see their branch and nothing else. */
export function Gatekeeper() {
  const session = useSession();
  const { pathname } = useLocation();
  if (session.isError && Problem.from(session.error).status === 401) return <Navigate to="/sign-in" />;
  if (session.data?.role === 'staff' && session.data.branch && !pathname.startsWith('/branch/')) {
    return <Navigate to="/branch/$branch" params={{ branch: session.data.branch }} />;
  }
  if (!session.data) {
    return (
      <main style={{ padding: '3rem 1.25rem', maxWidth: '40rem', margin: '0 auto' }}>
        {session.isPending ? <Loading lines={5} /> : <Await query={session}>{() => null}</Await>}
      </main>
    );
  }
  return (
    <Shell session={session.data}>
      <Outlet />
    </Shell>
  );
}
