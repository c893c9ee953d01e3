import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { useVersion } from '../api/journeys';
import type { JourneyView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';
import { TableSheet } from '../ui/TableSheet';
import { Explanation } from './Explanation';
import { YamlEditor } from './YamlEditor';

/** Every published version, with its document as it was. */
export function VersionsTab({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState<number | null>(null);
  const version = useVersion(view.summary.id, shown);
  return (
    <Panel flush>
      {view.versions.length === 0 ? (
        <Empty title={t('versions.empty_title')}>{t('versions.empty')}</Empty>
      ) : (
        <TableSheet>
          <table className="table cards">
            <thead>
              <tr>
                <th scope="col">{t('versions.version')}</th>
                <th scope="col">{t('versions.published')}</th>
                <th scope="col">{t('versions.author')}</th>
                <th scope="col">{t('versions.inside')}</th>
                <th scope="col">
                  <span className="sr">{t('versions.show')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {view.versions.map(one => (
                <tr key={one.version}>
                  <td className="lead-cell">{t('journeys.version', { version: one.version })}</td>
                  <td data-label={t('versions.published')}>{format.time(one.published)}</td>
                  <td data-label={t('versions.author')}>
                    <Foreign>{one.author}</Foreign>
                  </td>
                  <td data-label={t('versions.inside')}>{t(one.moved ? 'versions.moved' : 'versions.finished')}</td>
                  <td className="num">
                    <Button size="xs" onClick={() => setShown(one.version)}>
                      {t('versions.show')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableSheet>
      )}
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        size="xl"
        title={t('journeys.version', { version: shown ?? 0 })}
        closeButtonProps={{ 'aria-label': t('action.close_window') }}
      >
        {shown !== null ? (
          <Await query={version}>
            {data => (
              <div className="stack">
                <Explanation explained={data.explained} />
                <YamlEditor value={data.document} problems={[]} label={t('editor.label')} />
              </div>
            )}
          </Await>
        ) : null}
      </Drawer>
    </Panel>
  );
}
