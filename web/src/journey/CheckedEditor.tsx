import type { UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { CheckAnswer } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { laterPart } from '../ui/later';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import type { Source } from './document';
import { Explanation } from './Explanation';
import { JourneyFlow } from './JourneyFlow';
import { MessagePreviews } from './MessagePreviews';
import { useHistory } from './useHistory';
import { useSource } from './useSource';
import { type Found, YamlEditor } from './YamlEditor';

const FlowEditor = laterPart(async () => (await import('./flow/FlowEditor')).FlowEditor);

const NONE: readonly Found[] = [];

interface CheckedEditorProps {
  text: string;
  /** Absent: it is only read. */
  onChange: ((text: string) => void) | undefined;
  check: UseQueryResult<CheckAnswer>;
  /** What is wrong with it here besides what the server found. */
  more?: readonly Found[];
}

/** The editor with what the server says about the text: problems at their places, the journey in words and as a picture. */
export function CheckedEditor({ text, onChange, check, more = NONE }: CheckedEditorProps) {
  const { t } = useTranslation();
  const found = check.data;
  const ok = found?.ok && more.length === 0;
  const history = useHistory(text, onChange);
  const { shown: source, now, keep } = useSource(text, onChange !== undefined);
  const { change } = history;
  const onMade = useCallback(
    (made: Source, typing: boolean) => {
      keep(made);
      change(made.text, typing);
    },
    [keep, change],
  );
  const problems = useMemo(() => [...more, ...(found?.problems ?? [])], [more, found]);
  return (
    <div className="stack">
      {source ? (
        <Panel title={t('graph.title')} flush>
          <FlowEditor
            source={source}
            now={now}
            problems={problems}
            onChange={onMade}
            undo={history.undo}
            redo={history.redo}
          />
        </Panel>
      ) : null}
      <div className="main-side">
        <div className="stack">
          <YamlEditor
            value={text}
            onChange={onChange && (next => change(next, true))}
            problems={problems}
            label={t('editor.label')}
          />
          {check.isError ? <ProblemNotice error={check.error} /> : null}
          {!source && found?.graph && found.graph.nodes.length > 0 ? (
            <Panel title={t('graph.title')} flush>
              <JourneyFlow graph={found.graph} counts={null} />
            </Panel>
          ) : null}
        </div>
        <div className="stack">
          <Panel
            title={t('journey.in_words')}
            aside={found ? <State tone={ok ? 'good' : 'bad'}>{t(ok ? 'editor.ok' : 'editor.not_ok')}</State> : null}
          >
            {found?.explained ? (
              <Explanation explained={found.explained} />
            ) : (
              <p className="soft">{t('editor.no_words')}</p>
            )}
          </Panel>
          <MessagePreviews text={text} />
        </div>
      </div>
    </div>
  );
}
