package io.threetowers.testkit;

import io.threetowers.api.Component;
import io.threetowers.core.builtin.Adafactor;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.FewShot;
import io.threetowers.core.builtin.IdentityHead;
import io.threetowers.core.builtin.JsonLines;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.builtin.MlpHead;
import io.threetowers.core.builtin.Retrieval;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.builtin.TorchScriptTower;
import io.threetowers.core.builtin.WebDataset;
import io.threetowers.core.builtin.ZeroShot;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The components of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinConfigsTest {

  /** A component and its block. */
  abstract static class OfBuiltin extends ConfigContract {
    private final Component<?, ?> component;
    private final String everySetting;

    OfBuiltin(Component<?, ?> component, String everySetting) {
      this.component = component;
      this.everySetting = everySetting;
    }

    @Override
    protected Component<?, ?> component() {
      return component;
    }

    @Override
    protected String everySetting() {
      return everySetting;
    }
  }

  @Nested
  class Adam extends OfBuiltin {
    Adam() {
      super(new AdamW(), "{beta1: 0.8, beta2: 0.98, epsilon: 1e-6}");
    }
  }

  @Nested
  class Factored extends OfBuiltin {
    Factored() {
      super(
          new Adafactor(),
          """
          beta1: 0.8
          momentum-dtype: fp32
          decay-rate: 0.7
          beta2-cap: 0.99
          min-dim-to-factor: 128
          epsilon: 1e-20
          clipping-threshold: 1
          """);
    }
  }

  @Nested
  class Identity extends OfBuiltin {
    Identity() {
      super(new IdentityHead(), "");
    }
  }

  @Nested
  class Linear extends OfBuiltin {
    Linear() {
      super(new LinearHead(), "{width: 64, bias: false, init: zeros, standardize: true}");
    }
  }

  @Nested
  class Mlp extends OfBuiltin {
    Mlp() {
      super(new MlpHead(), "{width: 64, hidden: 128, activation: gelu, bias: false}");
    }
  }

  @Nested
  class Lines extends OfBuiltin {
    Lines() {
      super(new JsonLines(), "");
    }
  }

  @Nested
  class Recall extends OfBuiltin {
    Recall() {
      super(new Retrieval(), "{image: img, text: txt, k: [1, 3]}");
    }
  }

  @Nested
  class ByProbe extends OfBuiltin {
    ByProbe() {
      super(
          new FewShot(),
          """
          image: img
          label: animal
          train: {type: table, file: few.csv}
          shots: [2, 4]
          seeds: 5
          l2: 1
          normalized: true
          """);
    }
  }

  @Nested
  class ByClass extends OfBuiltin {
    ByClass() {
      super(
          new ZeroShot(),
          """
          image: img
          text: txt
          label: animal
          classes: [fox, owl]
          class-names: {fox: red fox}
          templates: ['a photo of a {}.']
          canonicalize: false
          first-name-only: false
          """);
    }
  }

  @Nested
  class Rows extends OfBuiltin {
    Rows() {
      super(
          new Table(),
          """
          file: rows.csv
          image: path
          captions: [caption, title]
          labels: {label: animal}
          root: images
          """);
    }
  }

  @Nested
  class Shards extends OfBuiltin {
    Shards() {
      super(
          new WebDataset(),
          """
          shards: ['train-{000..003}.tar']
          images: {image: png}
          texts: {text: json.caption}
          labels: {label: cls}
          window: 4
          """);
    }
  }

  @Nested
  class SavedNetwork extends OfBuiltin {
    SavedNetwork() {
      super(
          new TorchScriptTower(),
          """
          module: resnet.pt
          width: 512
          image:
            size: 64
            short-side: 72
            resize: bicubic
            mean: [0.5, 0.4, 0.3]
            std: [0.2, 0.3, 0.4]
          method: encode
          output: pooled
          pool: first
          ---
          module: resnet.pt
          width: 512
          image: {size: 64, fit: squash, mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4]}
          ---
          module: bert.pt
          width: 768
          text:
            tokenizer: {type: letters}
            length: 32
            start: true
            arguments: [ids, mask]
          """);
    }

    @Override
    protected Set<String> alsoRequired() {
      return Set.of("image");
    }

    @Override
    protected List<Component<?, ?>> parts() {
      return List.of(new TorchScripts.Letters());
    }
  }
}
