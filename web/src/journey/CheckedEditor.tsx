import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CheckAnswer } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { laterPart } from '../ui/later';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { read } from './document';
import { Explanation } from './Explanation';
import { JourneyFlow } from './JourneyFlow';
import { MessagePreviews } from './MessagePreviews';
import { useHistory } from './useHistory';
import { type Found, YamlEditor } from './YamlEditor';

const FlowEditor = laterPart(async () => (await import('./flow/FlowEditor')).FlowEditor);

interface CheckedEditorProps {
  text: string;
  /** Absent: it is only read. */
  onChange: ((text: string) => void) | undefined;
  check: UseQueryResult<CheckAnswer>;
  /** What is wrong with it here besides what the server found. */
  more?: readonly Found[];
}

/** The editor with what the server says about the text: problems at their places, the journey in words and as a picture. */
export function CheckedEditor({ text, onChange, check, more = [] }: CheckedEditorProps) {
  const { t } = useTranslation();
  const found = check.data;
  const ok = found?.ok && more.length === 0;
  const history = useHistory(text, onChange);
  const source = useMemo(() => (onChange ? read(text) : null), [text, onChange]);
  const problems = [...more, ...(found?.problems ?? [])];
  return (
    <div className="main-side">
      <div className="stack">
        <YamlEditor
          value={text}
          onChange={onChange && (next => history.change(next, true))}
          problems={problems}
          label={t('editor.label')}
        />
        {check.isError ? <ProblemNotice error={check.error} /> : null}
        {source ? (
          <Panel title={t('graph.title')} flush>
            <FlowEditor
              source={source}
              problems={problems}
              onChange={history.change}
              undo={history.undo}
              redo={history.redo}
            />
          </Panel>
        ) : found?.graph && found.graph.nodes.length > 0 ? (
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
  );
}
