import { Foreign } from '../ui/Foreign';
import styles from './Explanation.module.css';
import { type Block, blocksOf } from './told';

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
