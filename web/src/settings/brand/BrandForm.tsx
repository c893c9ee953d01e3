import { useRef } from 'react';
import { useTranslation } from '../../i18n';
import { Panel } from '../../ui/Page';
import styles from './brand.module.css';
import { Caps } from './Caps';
import { Channels } from './Channels';
import { Affinity, HoldOut } from './Measure';
import { Purposes } from './Purposes';
import { Holidays, Quiet } from './Quiet';
import { Home, Sender } from './Sender';
import { SoftOptIn } from './SoftOptIn';

const SECTIONS = {
  sender: Sender,
  home: Home,
  purposes: Purposes,
  channels: Channels,
  caps: () => (
    <>
      <Caps path={['caps']} />
      <Caps path={['public_caps']} />
    </>
  ),
  quiet: Quiet,
  holidays: Holidays,
  hold_out: HoldOut,
  soft_opt_in: SoftOptIn,
  affinity: Affinity,
};
type Section = keyof typeof SECTIONS;

/** The brand's settings in sections, with a way to each. */
export function BrandForm() {
  const { t } = useTranslation();
  const sections = useRef<HTMLDivElement>(null);
  const goTo = (at: number) => {
    const section = sections.current?.children[at];
    section?.scrollIntoView({ block: 'start' });
    section?.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true });
  };
  const names = Object.keys(SECTIONS) as Section[];
  return (
    <div className={styles.form}>
      <nav aria-label={t('brand_form.sections')}>
        <ul className={styles.places}>
          {names.map((name, at) => (
            <li key={name}>
              <button type="button" className="link-button small" onClick={() => goTo(at)}>
                {t(`brand_section.${name}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div ref={sections} className={styles.sections}>
        {names.map(name => {
          const Content = SECTIONS[name];
          return (
            <Panel key={name} title={t(`brand_section.${name}`)}>
              <div className="stack">
                <Content />
              </div>
            </Panel>
          );
        })}
      </div>
    </div>
  );
}
