import { Link } from '@tanstack/react-router';
import { useJourneys } from '../api/journeys';
import { useBrands, useMail, useSources } from '../api/settings';
import { useTranslation } from '../i18n';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';

/** The way from an empty installation to the first message; gone once there is a journey. */
export function FirstSteps({ hasPlan }: { hasPlan: boolean }) {
  const { t } = useTranslation();
  const brands = useBrands();
  const sources = useSources();
  const mail = useMail();
  const journeys = useJourneys();
  const known = [brands, sources, mail, journeys].every(query => query.isSuccess);
  if (!known || (journeys.data?.length ?? 0) > 0) return null;
  const steps = [
    { name: 'brand', to: '/settings', search: { tab: 'brands' }, done: (brands.data?.length ?? 0) > 0 },
    { name: 'source', to: '/settings', search: { tab: 'sources' }, done: (sources.data?.length ?? 0) > 0 },
    { name: 'mail', to: '/settings', search: { tab: 'mail' }, done: Boolean(mail.data?.host) },
    { name: 'plan', to: '/plan', search: {}, done: hasPlan },
    { name: 'journey', to: '/journeys/new', search: {}, done: false },
  ] as const;
  return (
    <Panel title={t('first_steps.title')}>
      <p className="soft">{t('first_steps.lead')}</p>
      <ol className="log">
        {steps.map(({ name, to, search, done }) => (
          <li key={name} className="stack tight">
            <div className="between">
              <Link to={to} search={search}>
                {t(`first_steps.${name}`)}
              </Link>
              <State tone={done ? 'good' : 'plain'}>{t(done ? 'first_steps.done' : 'first_steps.open')}</State>
            </div>
            <p className="small soft">{t(`first_steps.${name}_text`)}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
