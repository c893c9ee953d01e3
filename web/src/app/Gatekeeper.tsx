import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Problem } from '../api/problem';
import { useSession } from '../api/session';
import type { Session } from '../api/types';
import { Await, Loading } from '../ui/Await';
import { laterPart } from '../ui/later';
import { NotAllowed } from './NotAllowed';
import { missing, placesOf } from './places';
import { Shell } from './Shell';

const SignIn = laterPart(async () => (await import('../session/SignIn')).SignIn);

/**
 * Where someone has to go instead of this address, if anywhere: branch staff see their branch and nothing else, and who may not see the
 * overview begins where they may.
 */
export function elsewhere(session: Session | undefined, pathname: string): string | null {
  if (!session) return null;
  if (!session.branch) {
    const first = placesOf(session)[0]?.to ?? (session.has_profile ? '/account' : '/');
    return pathname === '/' && first !== '/' ? first : null;
  }
  const own = `/branch/${encodeURIComponent(session.branch)}`;
  return pathname === own ? null : own;
}

/** Only who is signed in comes in; the others sign in right here, and are where they wanted to be. */
export function Gatekeeper() {
  const session = useSession();
  const pathname = useLocation({ select: location => location.pathname });
  const navigate = useNavigate();
  // While it is asked again who is signed in, the way in stays, with what was typed there.
  const [wasLost, setWasLost] = useState(false);
  const lost = session.isError ? Problem.from(session.error).status === 401 : !session.data && wasLost;
  if (lost !== wasLost) setWasLost(lost);
  const target = elsewhere(session.data, pathname);
  useEffect(() => {
    if (target) void navigate({ to: target, replace: true });
  }, [target, navigate]);
  if (lost && !session.data) return <SignIn stay="here" />;
  if (!session.data || target) {
    return (
      <main style={{ padding: '3rem 1.25rem', maxWidth: '40rem', margin: '0 auto' }}>
        {session.isPending || target ? <Loading lines={5} /> : <Await query={session}>{() => null}</Await>}
      </main>
    );
  }
  const missed = session.data.branch ? null : missing(session.data, pathname);
  return (
    <>
      <Shell key={session.data.id} session={session.data} away={lost}>
        {missed ? <NotAllowed permission={missed} /> : <Outlet />}
      </Shell>
      {lost ? <SignInAbove /> : null}
    </>
  );
}

/** The way in over a screen that stays as it was left, unseen: what was typed there is there again for whoever typed it. */
function SignInAbove() {
  useEffect(() => {
    document.body.dataset.locked = '';
    return () => {
      delete document.body.dataset.locked;
    };
  }, []);
  return <SignIn stay="over" />;
}
