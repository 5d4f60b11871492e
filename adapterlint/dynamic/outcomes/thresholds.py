"""The numbers that verdicts of runs hang on, and what they were measured on.

`python benchmarks/thresholds.py` measures them again, on every family of models, healthy and broken configurations.
"""

from __future__ import annotations

from typing import Final

CHANGED_START: Final = 0.1
"""A larger relative gap to the base model, before the first step, means that the adapter changes what it starts from.

Measured on 24 models x 72 bottleneck configurations: a healthy one starts with a gap of at most 0.034 (0.039 at
12 layers), one with a lost, doubled or unnormalised skip connection with at least 0.140. LoRA and its kin start at 0.
On 31 families, `benchmarks/thresholds.py`: healthy at most 0.033; doubled from 0.18 on (in Phi the options do nothing).
"""

DESTROYED_START: Final = 0.8
"""A larger gap means that nothing is left: a lost skip connection was measured at 0.83 and more (31 families: 0.95)."""

CHANGED_BY_INIT: Final = 0.01
"""A larger gap between a model and itself after `adapters.init` means that `init` changes it.

Measured on 31 model types in twelve releases (`tests/claims/recorded/initial.json`): 0 to four digits in all but those
that are changed by 0.12 and more, such as DeBERTa, ModernBERT and X-MOD.
"""

SAME_OUTPUT: Final = 1e-4
"""A larger gap between two ways to the same output is no rounding.

Training and evaluation mode without dropout, before and after saving, before and after merging, of eight methods in
BERT, GPT-2 and ViT: what agrees differs by at most 4e-7 in float32; what does not (IA3 and DoRA merged, DiReFT loaded)
by at least 0.0012.
"""

EXPLOSION: Final = 0.35
"""A first step that moves the output further, relative to its size, throws off an adapter that began at the base model.

Measured with AdamW and a learning rate of 0.001, on 21 families and by `benchmarks/held_out.py` on ten: a LayerNorm
behind a projection of exactly zero moves it by 0.6 to 4.6, a LoRA of rank 1 to 8 with `alpha=1000` by 0.38 to 1.04;
LoRA, bottlenecks and their kin as they come by at most 0.19, a parallel bottleneck in CLIP by 0.23 and in T5 by 0.27.
"""

FORGOTTEN: Final = 0.5
"""Of what the old head recognised, a healthy adapter keeps nearly all before its first step.

Measured on pre-trained small models of 21 families: bottlenecks and LoRA that start as the base model keep 0.988 and
more, doubled skip connections 0.88 and more; lost ones 0 to 0.184.
"""

WORSE_THAN_PROBE: Final = 1.6
"""Above this multiple of the loss of a linear probe, the adapter is in the way of what the base model knows.

Measured after fifty steps on 21 families: healthy adapters end at 0.1 to 1.03 of the probe's loss, prompt tuning at
1.13, a LayerNorm behind the bottleneck at up to 1.45; doubled skip connections at 0.8 to 1.98, lost ones at 0.46 to 5,
exploding ones at 0.2 to 5.6. The lost ones below this number forget the old task, and the exploding ones leap.
"""
