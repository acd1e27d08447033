package io.threetowers.api.export;

/** The programs whose folders {@code export} writes with the help of towers. */
public enum ExportFormat {
  /**
   * transformers: the model is a {@code model_type}, such as {@code siglip_vision_model}, and the
   * settings are those of its {@code config.json}.
   */
  HUGGINGFACE("transformers"),
  /**
   * open_clip: the model is {@code vision} or {@code text}, and the settings are those of {@code
   * vision_cfg} or {@code text_cfg}; {@code quick_gelu} is a setting of both.
   */
  OPEN_CLIP("open_clip"),
  /**
   * big_vision: the model is a module below {@code big_vision.models}, such as {@code vit}, and the
   * settings are those of its {@code Model}.
   */
  BIG_VISION("big_vision");

  private final String program;

  ExportFormat(String program) {
    this.program = program;
  }

  /** {@return the program's name as its people write it} */
  public String program() {
    return program;
  }
}
