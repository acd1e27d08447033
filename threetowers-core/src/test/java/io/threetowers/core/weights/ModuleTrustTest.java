package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleTrustTest {
  private static final String FILE = "code/__torch__.py";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.save(x, \"/tmp/stolen\")",
        "_0 = ops.aten.save(x, \"f\")",
        "(x).save(\"f\")",
        "getattr(x, \"save\")",
        "torch.from_file(\"/etc/passwd\", True, 10)",
        "y = getattr(torch, \"from_file\")(\"f\")",
      })
  void refusesWhatTouchesFiles(String code) {
    assertRefused(code, "which reads or writes files");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ops.c10d.send(x)",
        "ops . c10d . send(x)",
        "ops.torchvision.nms(x)",
        "o = ops",
        "getattr(ops, \"c10d\")",
      })
  void refusesOperatorsThatAreNotPyTorchsOwn(String code) {
    assertRefused(code, "only those of PyTorch itself are here");
  }

  @Test
  void refusesNamesInDisguise() {
    assertRefused("getattr(x, \"sa\\x76e\")", "an attribute by a disguised name");
  }

  @Test
  void refusesExtensionsAndStatesOfTheirOwnMaking() {
    assertRefused("a : __torch__.torch.classes.c10d.Store", "classes of its engine's extensions");
    assertRefused("def __setstate__(self, x: int) -> None:", "as quantized modules do");
  }

  @Test
  void takesWhatTracesAndScriptsHold() {
    String code =
        """
        _0 = "a text with \\n and saved"
        if torch.lt(p, 0.):
          ops.prim.RaiseException(torch.format(_0, p), "builtins.ValueError")
        _2 = getattr(self, "0")
        saved = torch.to(x, ops.prim.device(y), 6)
        """;
    assertThatCode(() -> ModuleTrust.check(FILE, code)).doesNotThrowAnyException();
  }

  private static void assertRefused(String code, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModuleTrust.check(FILE, "  x = 1\n  " + code + "\n"))
        .withMessageContaining(what)
        .withMessageContaining("'code/__torch__.py'")
        .withMessageEndingWith("nothing was run");
  }
}
