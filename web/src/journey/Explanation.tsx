import type { Graph } from '../api/types';
import { useTranslation } from '../i18n';
import { Foreign } from '../ui/Foreign';
import styles from './Explanation.module.css';
import { GraphInWords } from './GraphInWords';
import { type Block, blocksOf } from './told';

/** A journey in words: step by step in the reader's language; for readers of English as the server tells it, in whole sentences. */
export function InWords({ text, graph }: { text: string; graph: Graph | null }) {
  const { t, i18n } = useTranslation();
  if (!graph || graph.nodes.length === 0 || i18n.language === 'en') return <Explanation text={text} />;
  return (
    <div className="stack">
      <GraphInWords graph={graph} />
      <details>
        <summary>{t('journey.in_english')}</summary>
        <Explanation text={text} />
      </details>
    </div>
  );
}

/** A journey in plain sentences, which the server tells in English only. */
export function Explanation({ text }: { text: string }) {
  return (
    <div className={styles.told} lang="en">
      {blocksOf(text).map(block => (
        <Part key={'text' in block ? block.text : block.items.join()} block={block} />
      ))}
    </div>
  );
}

function Part({ block }: { block: Block }) {
  if (block.kind === 'heading')
    return (
      <h3>
        <Foreign>{block.text}</Foreign>
      </h3>
    );
  if (block.kind === 'text')
    return (
      <p>
        <Foreign>{block.text}</Foreign>
      </p>
    );
  const items = block.items.map(item => (
    <li key={item}>
      <Foreign>{item}</Foreign>
    </li>
  ));
  return block.kind === 'steps' ? <ol>{items}</ol> : <ul>{items}</ul>;
}
