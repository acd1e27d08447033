package io.threetowers.core.config;

import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * The events of a parser, without those parts of YAML that an experiment file does without: a value
 * must stand where it is used and be what it looks like.
 */
final class PlainYaml implements Parser {
  private static final int DEPTH_LIMIT = 50;

  private final Parser parser;
  private int depth;
  private int documents;

  PlainYaml(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    if (event instanceof AliasEvent alias) {
      throw refused(
          event,
          "aliases such as '*"
              + alias.getAnchor()
              + "' are not supported; repeat the value, or put it into a file that this one extends");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      throw refused(
          event,
          "anchors such as '&"
              + node.getAnchor()
              + "' are not supported; repeat the value, or put it into a file that this one extends");
    } else if (event instanceof ScalarEvent scalar && scalar.getTag() != null) {
      throw refused(event, tag(scalar.getTag()));
    } else if (event instanceof CollectionStartEvent start) {
      if (start.getTag() != null) {
        throw refused(event, tag(start.getTag()));
      }
      depth++;
      if (depth > DEPTH_LIMIT) {
        throw refused(event, "blocks are nested more than " + DEPTH_LIMIT + " deep");
      }
    } else if (event instanceof CollectionEndEvent) {
      depth--;
    } else if (event instanceof DocumentStartEvent) {
      documents++;
      if (documents > 1) {
        throw refused(event, "'---' begins a second document; a file holds one");
      }
    }
    return event;
  }

  private static String tag(String tag) {
    String shown = tag.replaceFirst("^tag:yaml\\.org,2002:", "!!");
    return "tags such as '" + shown + "' are not supported; leave it out";
  }

  private static YamlRefusal refused(Event event, String message) {
    return new YamlRefusal(event.getStartMark(), message);
  }
}
