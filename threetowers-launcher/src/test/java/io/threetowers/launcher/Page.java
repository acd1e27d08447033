package io.threetowers.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of ours in Markdown: its blocks of code and where it links to.
 *
 * @param file the page
 * @param blocks its fenced blocks, in order
 * @param links the targets of its links, as they are written
 */
record Page(Path file, List<Block> blocks, List<String> links) {
  private static final Pattern DIRECTIONS = Pattern.compile("<!-- test: (.*?) -->", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(\\$ )?(\\./threetowers|mvn|git|export|pip|python3?|cp|mkdir|cd) ");

  /**
   * One fenced block.
   *
   * @param line where it begins, counted from 1
   * @param language the word after the fence
   * @param directions what a comment right above it, which a reader does not see, says to the test:
   *     {@code <!-- test: extends FILE, in FOLDER -->}; {@link DocumentsIT} knows the words
   */
  record Block(int line, String language, String text, Map<String, String> directions) {}

  /** Reads a page; a command must stand in a fenced block, or nobody would find it here. */
  static Page read(Path file) throws IOException {
    Parser parser = Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    parser
        .parse(Files.readString(file))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock code) {
                blocks.add(
                    new Block(line(code), code.getInfo(), code.getLiteral(), directions(code)));
              }

              @Override
              public void visit(IndentedCodeBlock code) {
                if (COMMAND.matcher(code.getLiteral()).find()) {
                  throw new IllegalStateException(
                      file + ":" + line(code) + ": put commands between ```sh and ```");
                }
              }

              @Override
              public void visit(Link link) {
                links.add(link.getDestination());
                visitChildren(link);
              }
            });
    return new Page(file, List.copyOf(blocks), List.copyOf(links));
  }

  private static int line(Node node) {
    return node.getSourceSpans().get(0).getLineIndex() + 1;
  }

  private static Map<String, String> directions(Node code) {
    Map<String, String> directions = new TreeMap<>();
    if (code.getPrevious() instanceof HtmlBlock comment) {
      Matcher matcher = DIRECTIONS.matcher(comment.getLiteral());
      if (matcher.find()) {
        for (String direction : List.of(matcher.group(1).split(", ", -1))) {
          int space = direction.indexOf(' ');
          directions.put(direction.substring(0, space), direction.substring(space + 1));
        }
      }
    }
    return directions;
  }
}
