import { Fragment } from 'react';
import { dayEndingAt } from '../api/days';
import type { Person } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Name } from './Name';
import { useNow } from './useNow';

type Held = Person['roles'][number];

/** A role that somebody holds: what it is, where it is held unless that is everywhere, and how long. */
export function HeldRole({ held }: { held: Held }) {
  const word = useCode();
  const places = [
    ['activity', held.node],
    ['brand', held.brand],
    ['branch', held.branch],
    ['journey', held.journey],
  ] as const;
  return (
    <>
      {word('role', held.role)}
      <span className="small soft">
        {places.map(([kind, id]) =>
          id ? (
            <Fragment key={kind}>
              {' · '}
              <Name of={kind} id={id} />
            </Fragment>
          ) : null,
        )}
        {held.until ? (
          <>
            {' · '}
            <Until moment={held.until} />
          </>
        ) : null}
      </span>
    </>
  );
}

/** The last day of a role; with its time of day where it does not end with a day. */
function Until({ moment }: { moment: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = dayEndingAt(moment);
  const time = day ? format.time(day, 'day') : format.time(moment);
  return t(Date.parse(moment) <= useNow() ? 'people.ended' : 'people.until', { time });
}

/** All roles that somebody holds, each on a line of its own. */
export function HeldRoles({ roles }: { roles: readonly Held[] }) {
  const { t } = useTranslation();
  if (roles.length === 0) return t('people.no_role');
  return (
    <div>
      {roles.map(held => (
        <div key={held.id}>
          <HeldRole held={held} />
        </div>
      ))}
    </div>
  );
}
