import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import type { FlowStep } from './flow';
import { StepFace } from './StepFace';

export interface StepData extends Record<string, unknown> {
  of: FlowStep;
  /** Of which journey the numbers open lists; none for what is not live. */
  journey: string | undefined;
}

/** One step of the picture, with the places at which ways come in and go out. */
export function GraphStep({ data: { of, journey } }: NodeProps<Node<StepData, 'step'>>) {
  const { kind } = of.step;
  return (
    <>
      {kind === 'trigger' ? null : <Handle type="target" position={Position.Top} isConnectable={false} />}
      <StepFace of={of} journey={journey} />
      {kind === 'end' ? null : <Handle type="source" position={Position.Bottom} isConnectable={false} />}
    </>
  );
}
