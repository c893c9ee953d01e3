import type { UseQueryResult } from '@tanstack/react-query';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { CheckAnswer, JourneyCounts } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { laterPart } from '../ui/later';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import type { Source } from './document';
import { Explanation } from './Explanation';
import { JourneyFlow } from './JourneyFlow';
import { MessagePreviews } from './MessagePreviews';
import type { Found } from './Told';
import type { EditorHandle } from './text/TextEditor';
import { useHelp } from './text/useHelp';
import { useHistory } from './useHistory';
import { useSource } from './useSource';
import { YamlEditor } from './YamlEditor';

const FlowEditor = laterPart(async () => (await import('./flow/FlowEditor')).FlowEditor);

const NONE: readonly Found[] = [];

interface CheckedEditorProps {
  text: string;
  /** Absent: it is only read. */
  onChange: ((text: string) => void) | undefined;
  check: UseQueryResult<CheckAnswer>;
  /** What is wrong with it here besides what the server found. */
  more?: readonly Found[];
  /** How many are at each step of what is live. */
  counts?: JourneyCounts | null;
}

/** Drawn again only when the server says something else. */
const InWords = memo(Explanation);

/** The editor with what the server says about the text: problems at their places, the journey in words and as a picture. */
export function CheckedEditor({ text, onChange, check, more = NONE, counts = null }: CheckedEditorProps) {
  const { t } = useTranslation();
  const found = check.data;
  const ok = found?.ok && more.length === 0;
  const history = useHistory(text, onChange);
  const { change, undo, redo } = history;
  const { shown: source, stale, now, keep } = useSource(text, history.typing);
  const onMade = useCallback(
    (made: Source, typing: boolean) => {
      keep(made);
      change(made.text, typing);
    },
    [keep, change],
  );
  const onText = useCallback((next: string) => change(next, true), [change]);
  // The step that is chosen on the graph, or in which the cursor of the text stands.
  const [chosen, setChosen] = useState<string | null>(null);
  const editor = useRef<EditorHandle | null>(null);
  const onShow = useCallback((id: string) => editor.current?.goToStep(id), []);
  const help = useHelp();
  const problems = useMemo(() => [...more, ...(found?.problems ?? [])], [more, found]);
  return (
    <div className="stack">
      {source && onChange ? (
        <Panel title={t('graph.title')} flush>
          <FlowEditor
            source={source}
            now={now}
            problems={problems}
            stale={stale}
            onChange={onMade}
            undo={undo}
            redo={redo}
            chosen={chosen}
            onChoose={setChosen}
            onShow={onShow}
            counts={counts}
          />
        </Panel>
      ) : null}
      <div className="main-side">
        <div className="stack">
          <YamlEditor
            value={text}
            onChange={onChange && onText}
            problems={problems}
            label={t('editor.label')}
            undo={undo}
            redo={redo}
            step={chosen}
            onStep={setChosen}
            help={help}
            handle={editor}
          />
          {check.isError ? <ProblemNotice error={check.error} /> : null}
          {!(source && onChange) && found?.graph && found.graph.nodes.length > 0 ? (
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
              <InWords explained={found.explained} />
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
